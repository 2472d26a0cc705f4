export const EVENTS_STREAM = 'EVENTS';
/** `events.<tenant>.<city>.<type>`; the type's dot becomes a dash. */
export const eventSubject = (event: { tenant: string; city: string; type: string }) =>
  `events.${event.tenant}.${event.city}.${event.type.replace('.', '-')}`;
export const EVENTS_SUBJECTS = 'events.>';
