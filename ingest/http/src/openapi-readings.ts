const instant = {
  description: 'ISO 8601 with offset, or seconds since 1970 UTC.',
  anyOf: [{ type: 'string' }, { type: 'number' }],
};
const amount = (description: string) => ({
  description,
  anyOf: [
    { type: 'number', minimum: 0 },
    { type: 'string', pattern: '^[0-9.eE+-]+$' },
  ],
});

/** The forms of a reading. */
export function readingSchemas(qualities: readonly string[]) {
  const sensor = {
    sensor: { type: 'string', minLength: 1, description: 'Name of a registered sensor.' },
    register: { type: 'string', description: 'OBIS code; absent: the first register of the kind.' },
    quality: { type: 'string', enum: [...qualities], default: qualities[0] },
    city: { type: 'string', description: 'Where two cities have a sensor of this name.' },
    district: { type: 'string', description: 'Where two districts have a sensor of this name.' },
  };
  const form = (description: string, properties: object, required: readonly string[]) => ({
    type: 'object',
    description,
    properties,
    required: [...required],
  });
  return {
    Reading: {
      oneOf: ['IntervalReading', 'RegisterReading', 'PowerReading', 'PointReading'].map((name) => ({
        $ref: `#/components/schemas/${name}`,
      })),
    },
    IntervalReading: form(
      'Energy consumed in a closed interval.',
      {
        ...sensor,
        intervalStart: instant,
        intervalEnd: instant,
        energyKwh: amount('Kilowatt-hours, not finer than 0.000001.'),
      },
      ['sensor', 'intervalStart', 'intervalEnd', 'energyKwh'],
    ),
    RegisterReading: form(
      'What a cumulative register showed.',
      { ...sensor, eventTime: instant, registerKwh: amount('Kilowatt-hours, not finer than 0.000001.') },
      ['sensor', 'eventTime', 'registerKwh'],
    ),
    PowerReading: form(
      'The load of a moment.',
      { ...sensor, eventTime: instant, powerKw: amount('Kilowatts, not finer than 0.001.') },
      ['sensor', 'eventTime', 'powerKw'],
    ),
    PointReading: form(
      'Simple form: a minute that ends at `timestamp`, of the sensor at this place, which is made when it is new.',
      {
        timestamp: instant,
        geographic_coordinate: {
          type: 'object',
          properties: {
            latitude: { type: 'number', minimum: -90, maximum: 90 },
            longitude: { type: 'number', minimum: -180, maximum: 180 },
          },
          required: ['latitude', 'longitude'],
        },
        energy_usage: amount('Kilowatt-hours, not finer than 0.000001.'),
      },
      ['timestamp', 'geographic_coordinate', 'energy_usage'],
    ),
  };
}
