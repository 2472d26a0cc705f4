import { expect, test } from 'vitest';
import { timeFormats } from './time-format.ts';

const winter = Date.parse('2023-02-01T19:42:07Z');
const summer = Date.parse('2023-07-01T12:00:00Z');

test('a moment reads as the city says it', () => {
  const times = timeFormats('en', 'Europe/Lisbon');
  expect(times.minute(winter)).toBe('19:42');
  expect(times.second(winter)).toBe('19:42:07');
  expect(times.date(winter)).toBe('Wed 1 Feb 2023');
});

test('a zone has its short name, in summer the other one', () => {
  const zones = (zone: string) => [winter, summer].map((moment) => timeFormats('en', zone).zone(moment));
  expect(zones('Europe/Lisbon')).toEqual(['WET', 'WEST']);
  expect(zones('Europe/Paris')).toEqual(['CET', 'CEST']);
});

test('a minute has four digits in every language of the page', () => {
  const early = Date.parse('2023-02-01T07:05:00Z');
  expect(['en', 'fr', 'pt'].map((locale) => timeFormats(locale, 'Europe/Lisbon').minute(early))).toEqual([
    '07:05',
    '07:05',
    '07:05',
  ]);
});
