import { DateTime, TimeZone } from '@citywatt/subgraph-server/scalars';
import type { Resolvers } from '../generated/resolver-types.generated.ts';
import { areaResolvers } from './Area.ts';
import { cityResolvers } from './City.ts';
import { cityWindowLineageResolvers } from './CityWindowLineage.ts';
import { consumptionPointResolvers } from './ConsumptionPoint.ts';
import { districtResolvers } from './District.ts';
import { districtWindowLineageResolvers } from './DistrictWindowLineage.ts';
import { heldReadingConnectionResolvers } from './HeldReadingConnection.ts';
import { discardRefusedMessagesMutation } from './Mutation/discardRefusedMessages.ts';
import { replayHeldReadingsMutation } from './Mutation/replayHeldReadings.ts';
import { replayRefusedMessagesMutation } from './Mutation/replayRefusedMessages.ts';
import { heldReadingsQuery } from './Query/heldReadings.ts';
import { processingQuery } from './Query/processing.ts';
import { refusedMessagesQuery } from './Query/refusedMessages.ts';
import { sensorResolvers } from './Sensor.ts';
import { sensorPartResolvers } from './SensorPart.ts';
import { sensorWindowLineageResolvers } from './SensorWindowLineage.ts';
import { areaWindowClosedSubscription } from './Subscription/areaWindowClosed.ts';
import { cityLoadSubscription } from './Subscription/cityLoad.ts';
import { districtLoadSubscription } from './Subscription/districtLoad.ts';
import type { Sources } from './sources.ts';

export const resolversOf = (sources: Sources): Resolvers => ({
  DateTime,
  TimeZone,
  Area: areaResolvers(sources),
  City: cityResolvers(sources),
  District: districtResolvers(sources),
  Sensor: sensorResolvers(sources),
  SensorPart: sensorPartResolvers(sources),
  ConsumptionPoint: consumptionPointResolvers(sources),
  SensorWindowLineage: sensorWindowLineageResolvers,
  CityWindowLineage: cityWindowLineageResolvers,
  DistrictWindowLineage: districtWindowLineageResolvers(sources),
  HeldReadingConnection: heldReadingConnectionResolvers(sources),
  Mutation: {
    discardRefusedMessages: discardRefusedMessagesMutation(sources),
    replayHeldReadings: replayHeldReadingsMutation(sources),
    replayRefusedMessages: replayRefusedMessagesMutation(sources),
  },
  Query: {
    heldReadings: heldReadingsQuery(sources),
    processing: processingQuery(sources),
    refusedMessages: refusedMessagesQuery(sources),
  },
  Subscription: {
    areaWindowClosed: areaWindowClosedSubscription(sources),
    cityLoad: cityLoadSubscription(sources),
    districtLoad: districtLoadSubscription(sources),
  },
});
