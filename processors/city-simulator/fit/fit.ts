/**
 * Fits the city's shapes to measured data and writes them beside the simulator; run it by hand with the folder that
 * holds the data: `node processors/city-simulator/fit/fit.ts ../shared/data`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COOLING_ABOVE, fitDistrictLoads, HEATING_BELOW } from './district-loads.ts';
import { fitHouseholds } from './households.ts';
import { fitWeather, readTemperatures } from './weather.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder of the measured data: fit.ts ../shared/data');

const write = (name: string, content: object) =>
  writeFileSync(
    new URL(`../src/fitted/${name}.fitted.json`, import.meta.url),
    // A list of numbers stays on one line.
    `${JSON.stringify(content, null, 2).replaceAll(/\[[^[\]{}]*\]/g, (list) => list.replaceAll(/\s+/g, ' '))}\n`,
  );

const temperatures = await readTemperatures(join(folder, 'lisbon_districts/lisbon_weather_hourly.csv.gz'));
write('lisbon-weather', {
  attribution:
    'Weather data by Open-Meteo.com (CC BY 4.0); contains modified Copernicus Climate Change Service information. Fitted: climate of 38.72,-9.14, November 2022 to September 2023.',
  ...fitWeather(temperatures),
});
write('lisbon-loads', {
  attribution:
    'E-REDES Open Data, hourly consumption by postal code (CC BY 4.0), November 2022 to September 2023. Fitted: hour of week, month and answer to temperature.',
  heatingBelowCelsius: HEATING_BELOW,
  coolingAboveCelsius: COOLING_ABOVE,
  districts: await fitDistrictLoads(join(folder, 'lisbon_districts/lisbon_cp4_hourly.csv.gz'), temperatures),
});
write('households', {
  attribution:
    'Australian Government, Department of Climate Change, Energy, the Environment and Water; Ausgrid, Smart Grid Smart City customer trial (CC BY 3.0 AU). Fitted: mean, day and scatter of households by half hour.',
  ...(await fitHouseholds(join(folder, 'sgsc_households/sgsc_50_households_halfhourly.csv.gz'))),
});
