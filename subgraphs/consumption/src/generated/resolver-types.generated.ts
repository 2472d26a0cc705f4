import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AreaMapper, CityMapper, CityWindowLineageMapper, ConsumptionPointMapper, DistrictMapper, DistrictWindowLineageMapper, HeldReadingMapper, HeldReadingConnectionMapper, SensorMapper, SensorPartMapper, SensorWindowLineageMapper } from '../mappers.ts';
import type { SubgraphContext } from '@citywatt/subgraph-server/context';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** ISO 8601 with offset, for example 2026-03-29T02:00:00+01:00. */
  DateTime: { input: string; output: string; }
  /** IANA name, for example Europe/Lisbon. */
  TimeZone: { input: string; output: string; }
  _FieldSet: { input: string; output: string; }
};

export type Area = {
  __typename?: 'Area';
  /** Closed windows of 15 minutes or longer. Without a resolution the finest that gives at most 2,000 points. */
  consumption: AreaSeries;
  id: Scalars['ID']['output'];
};


export type AreaConsumptionArgs = {
  range: TimeRange;
  resolution?: InputMaybe<Resolution>;
};

/** One closed window. Windows without any reading are left out: no data is not zero. */
export type AreaPoint = {
  __typename?: 'AreaPoint';
  end: Scalars['DateTime']['output'];
  start: Scalars['DateTime']['output'];
  value: AreaValue;
};

export type AreaSeries = {
  __typename?: 'AreaSeries';
  from: Scalars['DateTime']['output'];
  points: Array<AreaPoint>;
  resolution: Resolution;
  timeZone: Scalars['TimeZone']['output'];
  to: Scalars['DateTime']['output'];
};

export type AreaValue = MeasuredValue | SuppressedValue;

export type AreaWindow = {
  __typename?: 'AreaWindow';
  area: Area;
  end: Scalars['DateTime']['output'];
  start: Scalars['DateTime']['output'];
  value: AreaValue;
};

export type ArrivalStanding =
  /** Its value is the reading's. */
  | 'COUNTS'
  /** It says what an earlier one said. */
  | 'DUPLICATE'
  /** It was an estimate of the platform's own, and then the sensor spoke. */
  | 'REPLACED'
  /** A later one says something else. */
  | 'REVISED'
  /** Validation did not let it through. */
  | 'STOPPED';

export type City = {
  __typename?: 'City';
  consumption: ConsumptionSeries;
  id: Scalars['ID']['output'];
  liveLoad?: Maybe<LiveLoad>;
  /** The window of the highest mean power in a range. */
  peak?: Maybe<ConsumptionPoint>;
  /** Where the energy of one window comes from; null when no reading of it is known. */
  windowLineage?: Maybe<CityWindowLineage>;
};


export type CityConsumptionArgs = {
  asOf?: InputMaybe<Scalars['DateTime']['input']>;
  compareWith?: InputMaybe<Comparison>;
  range: TimeRange;
  resolution?: InputMaybe<Resolution>;
};


export type CityPeakArgs = {
  range: TimeRange;
  resolution?: InputMaybe<Resolution>;
};


export type CityWindowLineageArgs = {
  asOf?: InputMaybe<Scalars['DateTime']['input']>;
  resolution?: Resolution;
  start: Scalars['DateTime']['input'];
};

/** Columnar: index i of every list belongs to the same district. */
export type CityLoad = {
  __typename?: 'CityLoad';
  bands: Array<LoadBand>;
  city: City;
  /** True when every district of the city that has ever been live is in it. */
  complete: Scalars['Boolean']['output'];
  currentShare: Scalars['Float']['output'];
  currentShares: Array<Scalars['Float']['output']>;
  districtIds: Array<Scalars['ID']['output']>;
  eventTime: Scalars['DateTime']['output'];
  feeds: Array<FeedState>;
  /** Seconds since 1970 UTC of the latest interval end seen; 0 before the first reading. */
  latestReadingEpochSeconds: Array<Scalars['Float']['output']>;
  powerKw: Array<Scalars['Float']['output']>;
  sequence: Scalars['String']['output'];
  /** The city's load: the sum of the last value of each district, also of those not in this event. */
  totalPowerKw: Scalars['Float']['output'];
};

export type CityWindowLineage = {
  __typename?: 'CityWindowLineage';
  /** Null: as known now. */
  asOf?: Maybe<Scalars['DateTime']['output']>;
  city: City;
  end: Scalars['DateTime']['output'];
  /** The sum of the parts. */
  energyKwh: Scalars['Float']['output'];
  /** Its districts' windows, as far as they have one. */
  parts: Array<DistrictWindowLineage>;
  quality: Quality;
  readingCounts: ReadingCounts;
  resolution: Resolution;
  start: Scalars['DateTime']['output'];
};

export type Comparison =
  /** The same local times one day earlier. */
  | 'PREVIOUS_DAY'
  /** The range of equal length that ends where this one begins. */
  | 'PREVIOUS_PERIOD'
  /** The same local times seven days earlier. */
  | 'PREVIOUS_WEEK'
  /** The same local times one year earlier. */
  | 'PREVIOUS_YEAR';

/** One window. Windows without any reading are left out: no data is not zero. */
export type ConsumptionPoint = {
  __typename?: 'ConsumptionPoint';
  /** Mean power over the window, or over its part up to now while it is open. */
  averagePowerKw: Scalars['Float']['output'];
  end: Scalars['DateTime']['output'];
  energyKwh: Scalars['Float']['output'];
  /** Where the energy comes from; null when no reading of it is known. */
  lineage?: Maybe<WindowLineage>;
  /** The least sure quality that went in. */
  quality: Quality;
  readingCounts: ReadingCounts;
  start: Scalars['DateTime']['output'];
  state: WindowState;
};

export type ConsumptionSeries = {
  __typename?: 'ConsumptionSeries';
  /** The series compared with, its points in the same order; null when nothing was asked for. */
  comparison?: Maybe<ConsumptionSeries>;
  from: Scalars['DateTime']['output'];
  /** Share of the energy whose readings were measured, 0 to 1; null without energy. */
  measuredShare?: Maybe<Scalars['Float']['output']>;
  points: Array<ConsumptionPoint>;
  /** As asked for, or the finest that gives at most 2,000 points. */
  resolution: Resolution;
  timeZone: Scalars['TimeZone']['output'];
  to: Scalars['DateTime']['output'];
  totalEnergyKwh: Scalars['Float']['output'];
};

export type DeliveryPolicy =
  | 'EVERY_EVENT'
  | 'LATEST_WINS';

export type DiscardedMessages = {
  __typename?: 'DiscardedMessages';
  discarded: Scalars['Int']['output'];
  /** Ids that are not on the list, any more or at all. */
  notFound: Array<Scalars['ID']['output']>;
};

export type District = {
  __typename?: 'District';
  /** As of a past moment a window is `FINAL` when readings beyond its closing delay had come in by then, else `PROVISIONAL`. */
  consumption: ConsumptionSeries;
  id: Scalars['ID']['output'];
  liveLoad?: Maybe<LiveLoad>;
  peak?: Maybe<ConsumptionPoint>;
  /** What each sensor took in one window, the largest first; they add up to the district's window. */
  sensorParts: SensorPartConnection;
  /** Where the energy of one window comes from; null when no reading of it is known. */
  windowLineage?: Maybe<DistrictWindowLineage>;
};


export type DistrictConsumptionArgs = {
  asOf?: InputMaybe<Scalars['DateTime']['input']>;
  compareWith?: InputMaybe<Comparison>;
  range: TimeRange;
  resolution?: InputMaybe<Resolution>;
};


export type DistrictPeakArgs = {
  range: TimeRange;
  resolution?: InputMaybe<Resolution>;
};


export type DistrictSensorPartsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  resolution?: Resolution;
  start: Scalars['DateTime']['input'];
};


export type DistrictWindowLineageArgs = {
  asOf?: InputMaybe<Scalars['DateTime']['input']>;
  resolution?: Resolution;
  start: Scalars['DateTime']['input'];
};

export type DistrictLoad = {
  __typename?: 'DistrictLoad';
  band: LoadBand;
  currentShare: Scalars['Float']['output'];
  district: District;
  estimated: Scalars['Boolean']['output'];
  eventTime: Scalars['DateTime']['output'];
  feed: FeedState;
  latestReadingTime?: Maybe<Scalars['DateTime']['output']>;
  powerKw: Scalars['Float']['output'];
  sequence: Scalars['String']['output'];
};

export type DistrictWindowLineage = {
  __typename?: 'DistrictWindowLineage';
  /** Null: as known now. */
  asOf?: Maybe<Scalars['DateTime']['output']>;
  district: District;
  end: Scalars['DateTime']['output'];
  /** The district's window, which the parts of all sensors add up to. */
  energyKwh: Scalars['Float']['output'];
  /** What each sensor took, in the order of their numbers. */
  parts: SensorWindowLineageConnection;
  quality: Quality;
  readingCounts: ReadingCounts;
  resolution: Resolution;
  start: Scalars['DateTime']['output'];
};


export type DistrictWindowLineagePartsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Energy that a sensor took between two readings of a register or gauge, or in one interval. */
export type EnergySpan = {
  __typename?: 'EnergySpan';
  /** The whole span. */
  energyKwh: Scalars['Float']['output'];
  from: Scalars['DateTime']['output'];
  /** The least sure of its readings. */
  quality: Quality;
  /** One of an interval, two of a register or gauge. */
  readings: Array<LineageReading>;
  /** Seconds of the span that lie in the window. */
  secondsInWindow: Scalars['Float']['output'];
  /** What falls into the window: parts are whole milliwatt-hours and always add up to the whole. */
  shareKwh: Scalars['Float']['output'];
  to: Scalars['DateTime']['output'];
  /** The register fell by more than a restart or a rollover explains. */
  unexplainedFall: Scalars['Boolean']['output'];
};

export type EnergySpanConnection = {
  __typename?: 'EnergySpanConnection';
  edges: Array<EnergySpanEdge>;
  nodes: Array<EnergySpan>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type EnergySpanEdge = {
  __typename?: 'EnergySpanEdge';
  cursor: Scalars['String']['output'];
  node: EnergySpan;
};

export type FeedState =
  | 'DELAYED'
  | 'LIVE'
  | 'SILENT';

export type HeldList =
  /** What validation stopped, and what names no district. */
  | 'DEADLETTER'
  /** What came for windows that can no longer be made anew. */
  | 'LATE';

export type HeldReading = {
  __typename?: 'HeldReading';
  districtId: Scalars['ID']['output'];
  end: Scalars['DateTime']['output'];
  /** What the register showed, or the interval's energy; null for a gauge. */
  energyKwh?: Maybe<Scalars['Float']['output']>;
  id: Scalars['ID']['output'];
  /** When the door took it. */
  ingestTime: Scalars['DateTime']['output'];
  kind: RegisterKind;
  /** Index in its frame. */
  position: Scalars['Int']['output'];
  /** What a gauge showed; null for all else. */
  powerKw?: Maybe<Scalars['Float']['output']>;
  /** As the sensor or the door flagged it. */
  quality: Quality;
  reason: HeldReason;
  /** OBIS code, for example 1-0:1.8.0. */
  register: Scalars['String']['output'];
  /** Null when the directory does not know it. */
  sensor?: Maybe<Sensor>;
  /** Number of the sensor within its district. */
  sensorNumber: Scalars['Int']['output'];
  /** Of its frame in the reading stream: decimal, rising. */
  sequence: Scalars['String']['output'];
  /** Start of the interval; of a register or gauge when it was read. */
  start: Scalars['DateTime']['output'];
};

export type HeldReadingConnection = {
  __typename?: 'HeldReadingConnection';
  /** Of the city's whole list, by reason. */
  counts: Array<HeldReadingCount>;
  edges: Array<HeldReadingEdge>;
  nodes: Array<HeldReading>;
  pageInfo: PageInfo;
};

export type HeldReadingCount = {
  __typename?: 'HeldReadingCount';
  readings: Scalars['Int']['output'];
  reason: HeldReason;
};

export type HeldReadingEdge = {
  __typename?: 'HeldReadingEdge';
  cursor: Scalars['String']['output'];
  node: HeldReading;
};

export type HeldReason =
  /** Other raw readings of its window have begun to expire. */
  | 'BEYOND_RAW_RETENTION'
  /** More than 15 minutes ahead of the clock. */
  | 'FUTURE'
  /** More than the sensor's connection can give. */
  | 'IMPOSSIBLE'
  /** A jump of about 1,000 from all that the sensor has shown, up or down: watt-hours sent as kilowatt-hours. */
  | 'UNIT_MISTAKE'
  /** The district is not in the directory. */
  | 'UNKNOWN_DISTRICT';

/** What one register showed at a time or over an interval, with each time that it came in. */
export type LineageReading = {
  __typename?: 'LineageReading';
  /** In the order in which they rank: of those that may count the last does. */
  arrivals: Array<ReadingArrival>;
  end: Scalars['DateTime']['output'];
  /** What the register showed, or the interval's energy; null for a gauge, and when no arrival counts. */
  energyKwh?: Maybe<Scalars['Float']['output']>;
  kind: RegisterKind;
  /** What a gauge showed; null for all else, and when no arrival counts. */
  powerKw?: Maybe<Scalars['Float']['output']>;
  /** OBIS code, for example 1-0:1.8.0. */
  register: Scalars['String']['output'];
  /** Start of the interval; of a register or gauge when it was read. */
  start: Scalars['DateTime']['output'];
};

/** The sum over the sensors of the mean power of each one's latest interval, held for two expected intervals. */
export type LiveLoad = {
  __typename?: 'LiveLoad';
  band: LoadBand;
  /** Share of the sensors that are current, 0 to 1. */
  currentShare: Scalars['Float']['output'];
  /** True when less than 90 % of the sensors are current. */
  estimated: Scalars['Boolean']['output'];
  eventTime: Scalars['DateTime']['output'];
  feed: FeedState;
  /** End of the latest interval seen; null before the first reading. */
  latestReadingTime?: Maybe<Scalars['DateTime']['output']>;
  powerKw: Scalars['Float']['output'];
  /** Where a subscription continues: pass it as `fromSequence`. */
  sequence: Scalars['String']['output'];
};

export type LoadBand =
  | 'CRITICAL'
  | 'ELEVATED'
  | 'HIGH'
  | 'NORMAL';

export type MeasuredValue = {
  __typename?: 'MeasuredValue';
  averagePowerKw: Scalars['Float']['output'];
  energyKwh: Scalars['Float']['output'];
  /** The least sure quality that went in. */
  quality: Quality;
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Takes messages from the list for good. At most 1,000 at once. */
  discardRefusedMessages: DiscardedMessages;
  /**
   * Sends held readings in again, as arrivals of now; they leave the list. At most 1,000 at once. Readings are known by their
   * identity, so that one that is replayed twice counts once.
   */
  replayHeldReadings: ReplayHeldReadingsResult;
  /**
   * Sends messages in again as they came; they leave the list, and come back to it when they still cannot be read. At most
   * 1,000 at once; a repeat counts once.
   */
  replayRefusedMessages: ReplayRefusedMessagesResult;
};


export type MutationDiscardRefusedMessagesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


export type MutationReplayHeldReadingsArgs = {
  confirm?: Scalars['Boolean']['input'];
  ids: Array<Scalars['ID']['input']>;
};


export type MutationReplayRefusedMessagesArgs = {
  ids: Array<Scalars['ID']['input']>;
};

export type PageInfo = {
  __typename?: 'PageInfo';
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
};

/** A partition of the reading stream. What its owner says of it is null while it has none. */
export type ProcessingPartition = {
  __typename?: 'ProcessingPartition';
  checkpointAgeSeconds?: Maybe<Scalars['Float']['output']>;
  /** Rises with each owner; what an older one writes is refused. */
  epoch?: Maybe<Scalars['Int']['output']>;
  /** Messages that its worker has not read yet, of all of the worker's partitions. */
  lagMessages?: Maybe<Scalars['Int']['output']>;
  /** Age of the last tick applied; null before the first. */
  lagSeconds?: Maybe<Scalars['Float']['output']>;
  partition: Scalars['Int']['output'];
  /** Position in the stream of the last message applied. */
  position?: Maybe<Scalars['String']['output']>;
  /** Hours and days that wait for the repair path. */
  repairMarks?: Maybe<Scalars['Int']['output']>;
  state: ProcessingState;
  /** Name of the worker that owns it. */
  worker?: Maybe<Scalars['String']['output']>;
};

export type ProcessingState =
  | 'CATCHING_UP'
  | 'LIVE'
  /** Nobody does its work: its readings wait in the stream. */
  | 'UNOWNED';

export type Quality =
  | 'ESTIMATED'
  | 'MEASURED'
  | 'MISSING'
  | 'REVISED'
  | 'SUSPECT';

export type Query = {
  __typename?: 'Query';
  /** Readings of a city that could not be counted, the oldest first: what validation stopped, and what has nowhere to go. */
  heldReadings: HeldReadingConnection;
  /** Who does the work of each partition of the reading stream: one entry a partition. */
  processing: Array<ProcessingPartition>;
  /**
   * Messages of the reading stream that could not be read, and rows that the store refused, the oldest first; what was in them
   * is not counted. A message that could not be read is of no tenant: whoever operates the platform sees it.
   */
  refusedMessages: RefusedMessageConnection;
};


export type QueryHeldReadingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  cityId: Scalars['ID']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  list: HeldList;
  reason?: InputMaybe<HeldReason>;
};


export type QueryRefusedMessagesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type ReadingArrival = {
  __typename?: 'ReadingArrival';
  /** Seconds from the reading's end to its coming in. */
  delaySeconds: Scalars['Float']['output'];
  energyKwh?: Maybe<Scalars['Float']['output']>;
  /** Unique among the arrivals of a tenant. */
  id: Scalars['ID']['output'];
  /** When the door took it. */
  ingestTime: Scalars['DateTime']['output'];
  /** Index in its frame. */
  position: Scalars['Int']['output'];
  powerKw?: Maybe<Scalars['Float']['output']>;
  /** As the sensor or the door flagged it. */
  quality: Quality;
  /** Id of the arrival that took its place; null unless it is revised or replaced. */
  replacedBy?: Maybe<Scalars['ID']['output']>;
  /** What validation said of it, for example `unit-mistake`; null when it said nothing. */
  rule?: Maybe<Scalars['String']['output']>;
  /** Of its frame in the reading stream: decimal, rising. */
  sequence: Scalars['String']['output'];
  standing: ArrivalStanding;
};

/**
 * Readings by quality. A district's minute or quarter hour counts every span that touches it, by the quality of its share;
 * whatever is longer, and all windows of a sensor, count a span once, where it ends.
 */
export type ReadingCounts = {
  __typename?: 'ReadingCounts';
  estimated: Scalars['Int']['output'];
  measured: Scalars['Int']['output'];
  missing: Scalars['Int']['output'];
  revised: Scalars['Int']['output'];
  suspect: Scalars['Int']['output'];
};

/** The processors are behind, so that nothing but what keeps the platform going is taken in. */
export type ReadingStreamFull = {
  __typename?: 'ReadingStreamFull';
  replayed: Scalars['Int']['output'];
  retryAfterSeconds: Scalars['Int']['output'];
};

export type RefusedMessage = {
  __typename?: 'RefusedMessage';
  /** Size of the message; null of a row. */
  bytes?: Maybe<Scalars['Int']['output']>;
  /** Of a row; null when the message could not be read. */
  districtId?: Maybe<Scalars['ID']['output']>;
  id: Scalars['ID']['output'];
  reason: Scalars['String']['output'];
  /** False of a row, which `rebuild` makes anew, and of a message that was too long to be kept. */
  replayable: Scalars['Boolean']['output'];
  /** Of the message in the reading stream, a row's too: decimal, rising. */
  sequence: Scalars['String']['output'];
  /** Of the message in the reading stream; null of a row that the store refused. */
  subject?: Maybe<Scalars['String']['output']>;
  /** When it was put on the list. */
  time: Scalars['DateTime']['output'];
};

export type RefusedMessageConnection = {
  __typename?: 'RefusedMessageConnection';
  edges: Array<RefusedMessageEdge>;
  nodes: Array<RefusedMessage>;
  pageInfo: PageInfo;
};

export type RefusedMessageEdge = {
  __typename?: 'RefusedMessageEdge';
  cursor: Scalars['String']['output'];
  node: RefusedMessage;
};

export type RegisterKind =
  | 'CUMULATIVE'
  | 'GAUGE'
  | 'INTERVAL';

export type ReplayHeldReadingsResult = ReadingStreamFull | ReplayHeldReadingsSuccess;

export type ReplayHeldReadingsSuccess = {
  __typename?: 'ReplayHeldReadingsSuccess';
  /** Ids that are not on the list, any more or at all. */
  notFound: Array<Scalars['ID']['output']>;
  /** Readings that the stream has again; what becomes of them shows in their windows, or in the list. */
  replayed: Scalars['Int']['output'];
};

export type ReplayRefusedMessagesResult = ReadingStreamFull | ReplayRefusedMessagesSuccess;

export type ReplayRefusedMessagesSuccess = {
  __typename?: 'ReplayRefusedMessagesSuccess';
  /** Ids that are not on the list, any more or at all, or of what is not `replayable`. */
  notFound: Array<Scalars['ID']['output']>;
  /** Messages that the stream has again. */
  replayed: Scalars['Int']['output'];
};

/** Windows are aligned to the city's local time; a local day has 23, 24 or 25 hours. */
export type Resolution =
  | 'DAY'
  | 'HOUR'
  | 'MINUTE'
  | 'QUARTER_HOUR';

export type Sensor = {
  __typename?: 'Sensor';
  /** As of a past moment a window is `FINAL` when readings beyond its closing delay had come in by then, else `PROVISIONAL`. */
  consumption: ConsumptionSeries;
  id: Scalars['ID']['output'];
  /** Where the energy of one window comes from; null when no reading of it is known. */
  windowLineage?: Maybe<SensorWindowLineage>;
};


export type SensorConsumptionArgs = {
  asOf?: InputMaybe<Scalars['DateTime']['input']>;
  compareWith?: InputMaybe<Comparison>;
  range: TimeRange;
  resolution?: InputMaybe<Resolution>;
};


export type SensorWindowLineageArgs = {
  asOf?: InputMaybe<Scalars['DateTime']['input']>;
  resolution?: Resolution;
  start: Scalars['DateTime']['input'];
};

export type SensorPart = {
  __typename?: 'SensorPart';
  /** The window by a finer resolution: the next one when none is named. */
  consumption: ConsumptionSeries;
  energyKwh: Scalars['Float']['output'];
  /** Share of its energy whose readings were measured, 0 to 1; null without energy. */
  measuredShare?: Maybe<Scalars['Float']['output']>;
  /** The least sure quality that went in. */
  quality: Quality;
  readingCounts: ReadingCounts;
  sensor: Sensor;
  /** Of the energy of all sensors in the window; null when that is none. */
  share?: Maybe<Scalars['Float']['output']>;
};


export type SensorPartConsumptionArgs = {
  resolution?: InputMaybe<Resolution>;
};

export type SensorPartConnection = {
  __typename?: 'SensorPartConnection';
  edges: Array<SensorPartEdge>;
  nodes: Array<SensorPart>;
  pageInfo: PageInfo;
  /** Sensors with a reading in the window. */
  totalCount: Scalars['Int']['output'];
};

export type SensorPartEdge = {
  __typename?: 'SensorPartEdge';
  cursor: Scalars['String']['output'];
  node: SensorPart;
};

export type SensorWindowLineage = {
  __typename?: 'SensorWindowLineage';
  /** Null: as known now. */
  asOf?: Maybe<Scalars['DateTime']['output']>;
  end: Scalars['DateTime']['output'];
  /** The sum of the spans' shares. */
  energyKwh: Scalars['Float']['output'];
  /** The least sure quality that went in. */
  quality: Quality;
  resolution: Resolution;
  sensor: Sensor;
  /** In the order of time. */
  spans: EnergySpanConnection;
  start: Scalars['DateTime']['output'];
  /** Readings of this window that validation stopped, so that they do not count. */
  stopped: Array<LineageReading>;
};


export type SensorWindowLineageSpansArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type SensorWindowLineageConnection = {
  __typename?: 'SensorWindowLineageConnection';
  edges: Array<SensorWindowLineageEdge>;
  nodes: Array<SensorWindowLineage>;
  pageInfo: PageInfo;
  /** Sensors of the district; those without any reading in the window are not among the nodes. */
  totalCount: Scalars['Int']['output'];
};

export type SensorWindowLineageEdge = {
  __typename?: 'SensorWindowLineageEdge';
  cursor: Scalars['String']['output'];
  node: SensorWindowLineage;
};

export type Subscription = {
  __typename?: 'Subscription';
  /** Each quarter hour of these areas, when it is final. What was missed is asked for by `Area.consumption`. */
  areaWindowClosed: AreaWindow;
  /** All districts of a city that changed, at most four times a second; the first event holds all. */
  cityLoad: CityLoad;
  /** One district's live load, at each change, at most four times a second. */
  districtLoad: DistrictLoad;
};


export type SubscriptionAreaWindowClosedArgs = {
  areaIds: Array<Scalars['ID']['input']>;
};


export type SubscriptionCityLoadArgs = {
  cityId: Scalars['ID']['input'];
  fromSequence?: InputMaybe<Scalars['String']['input']>;
};


export type SubscriptionDistrictLoadArgs = {
  districtId: Scalars['ID']['input'];
  fromSequence?: InputMaybe<Scalars['String']['input']>;
};

/** A value that could tell of single consumers. */
export type SuppressedValue = {
  __typename?: 'SuppressedValue';
  reason: SuppressionReason;
};

export type SuppressionReason =
  /** Exactly one part of it is suppressed, and would follow from the rest. */
  | 'COMPLEMENTARY'
  /** One contributor made more than 15 % of the total. */
  | 'DOMINANT_CONTRIBUTOR'
  /** Fewer than 100 residential and fewer than 15 other delivery points took part. */
  | 'TOO_FEW_CONTRIBUTORS';

/** Half-open: from `from` up to but not including `to`. */
export type TimeRange = {
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
};

/** Window, spans, readings, arrivals: every number can be asked where it comes from while its raw readings are kept. */
export type WindowLineage = CityWindowLineage | DistrictWindowLineage | SensorWindowLineage;

export type WindowState =
  | 'FINAL'
  /** The window is open, or may still get readings in the ordinary way. */
  | 'PROVISIONAL'
  /** Changed after it was final. */
  | 'REVISED';



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Area: Area;
  City: City;
  District: District;
  Sensor: Sensor;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Area:
    ( { __typename: 'Area' }
    & GraphQLRecursivePick<FederationTypes['Area'], {"id":true}> );
  City:
    ( { __typename: 'City' }
    & GraphQLRecursivePick<FederationTypes['City'], {"id":true}> );
  District:
    ( { __typename: 'District' }
    & GraphQLRecursivePick<FederationTypes['District'], {"id":true}> );
  Sensor:
    ( { __typename: 'Sensor' }
    & GraphQLRecursivePick<FederationTypes['Sensor'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  AreaValue:
    | ( MeasuredValue )
    | ( SuppressedValue )
  ;
  ReplayHeldReadingsResult:
    | ( ReadingStreamFull )
    | ( ReplayHeldReadingsSuccess )
  ;
  ReplayRefusedMessagesResult:
    | ( ReadingStreamFull )
    | ( ReplayRefusedMessagesSuccess )
  ;
  WindowLineage:
    | ( CityWindowLineageMapper )
    | ( DistrictWindowLineageMapper )
    | ( SensorWindowLineageMapper )
  ;
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Area: ResolverTypeWrapper<AreaMapper>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AreaPoint: ResolverTypeWrapper<Omit<AreaPoint, 'value'> & { value: ResolversTypes['AreaValue'] }>;
  AreaSeries: ResolverTypeWrapper<Omit<AreaSeries, 'points'> & { points: Array<ResolversTypes['AreaPoint']> }>;
  AreaValue: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AreaValue']>;
  AreaWindow: ResolverTypeWrapper<Omit<AreaWindow, 'area' | 'value'> & { area: ResolversTypes['Area'], value: ResolversTypes['AreaValue'] }>;
  ArrivalStanding: ArrivalStanding;
  City: ResolverTypeWrapper<CityMapper>;
  CityLoad: ResolverTypeWrapper<Omit<CityLoad, 'city'> & { city: ResolversTypes['City'] }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  CityWindowLineage: ResolverTypeWrapper<CityWindowLineageMapper>;
  Comparison: Comparison;
  ConsumptionPoint: ResolverTypeWrapper<ConsumptionPointMapper>;
  ConsumptionSeries: ResolverTypeWrapper<Omit<ConsumptionSeries, 'comparison' | 'points'> & { comparison?: Maybe<ResolversTypes['ConsumptionSeries']>, points: Array<ResolversTypes['ConsumptionPoint']> }>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeliveryPolicy: DeliveryPolicy;
  DiscardedMessages: ResolverTypeWrapper<DiscardedMessages>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  District: ResolverTypeWrapper<DistrictMapper>;
  DistrictLoad: ResolverTypeWrapper<Omit<DistrictLoad, 'district'> & { district: ResolversTypes['District'] }>;
  DistrictWindowLineage: ResolverTypeWrapper<DistrictWindowLineageMapper>;
  EnergySpan: ResolverTypeWrapper<EnergySpan>;
  EnergySpanConnection: ResolverTypeWrapper<EnergySpanConnection>;
  EnergySpanEdge: ResolverTypeWrapper<EnergySpanEdge>;
  FeedState: FeedState;
  HeldList: HeldList;
  HeldReading: ResolverTypeWrapper<HeldReadingMapper>;
  HeldReadingConnection: ResolverTypeWrapper<HeldReadingConnectionMapper>;
  HeldReadingCount: ResolverTypeWrapper<HeldReadingCount>;
  HeldReadingEdge: ResolverTypeWrapper<Omit<HeldReadingEdge, 'node'> & { node: ResolversTypes['HeldReading'] }>;
  HeldReason: HeldReason;
  LineageReading: ResolverTypeWrapper<LineageReading>;
  LiveLoad: ResolverTypeWrapper<LiveLoad>;
  LoadBand: LoadBand;
  MeasuredValue: ResolverTypeWrapper<MeasuredValue>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  ProcessingPartition: ResolverTypeWrapper<ProcessingPartition>;
  ProcessingState: ProcessingState;
  Quality: Quality;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ReadingArrival: ResolverTypeWrapper<ReadingArrival>;
  ReadingCounts: ResolverTypeWrapper<ReadingCounts>;
  ReadingStreamFull: ResolverTypeWrapper<ReadingStreamFull>;
  RefusedMessage: ResolverTypeWrapper<RefusedMessage>;
  RefusedMessageConnection: ResolverTypeWrapper<RefusedMessageConnection>;
  RefusedMessageEdge: ResolverTypeWrapper<RefusedMessageEdge>;
  RegisterKind: RegisterKind;
  ReplayHeldReadingsResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ReplayHeldReadingsResult']>;
  ReplayHeldReadingsSuccess: ResolverTypeWrapper<ReplayHeldReadingsSuccess>;
  ReplayRefusedMessagesResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ReplayRefusedMessagesResult']>;
  ReplayRefusedMessagesSuccess: ResolverTypeWrapper<ReplayRefusedMessagesSuccess>;
  Resolution: Resolution;
  Sensor: ResolverTypeWrapper<SensorMapper>;
  SensorPart: ResolverTypeWrapper<SensorPartMapper>;
  SensorPartConnection: ResolverTypeWrapper<Omit<SensorPartConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['SensorPartEdge']>, nodes: Array<ResolversTypes['SensorPart']> }>;
  SensorPartEdge: ResolverTypeWrapper<Omit<SensorPartEdge, 'node'> & { node: ResolversTypes['SensorPart'] }>;
  SensorWindowLineage: ResolverTypeWrapper<SensorWindowLineageMapper>;
  SensorWindowLineageConnection: ResolverTypeWrapper<Omit<SensorWindowLineageConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['SensorWindowLineageEdge']>, nodes: Array<ResolversTypes['SensorWindowLineage']> }>;
  SensorWindowLineageEdge: ResolverTypeWrapper<Omit<SensorWindowLineageEdge, 'node'> & { node: ResolversTypes['SensorWindowLineage'] }>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SuppressedValue: ResolverTypeWrapper<SuppressedValue>;
  SuppressionReason: SuppressionReason;
  TimeRange: TimeRange;
  TimeZone: ResolverTypeWrapper<Scalars['TimeZone']['output']>;
  WindowLineage: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['WindowLineage']>;
  WindowState: WindowState;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Area: AreaMapper;
  ID: Scalars['ID']['output'];
  AreaPoint: Omit<AreaPoint, 'value'> & { value: ResolversParentTypes['AreaValue'] };
  AreaSeries: Omit<AreaSeries, 'points'> & { points: Array<ResolversParentTypes['AreaPoint']> };
  AreaValue: ResolversUnionTypes<ResolversParentTypes>['AreaValue'];
  AreaWindow: Omit<AreaWindow, 'area' | 'value'> & { area: ResolversParentTypes['Area'], value: ResolversParentTypes['AreaValue'] };
  City: CityMapper;
  CityLoad: Omit<CityLoad, 'city'> & { city: ResolversParentTypes['City'] };
  Boolean: Scalars['Boolean']['output'];
  Float: Scalars['Float']['output'];
  CityWindowLineage: CityWindowLineageMapper;
  ConsumptionPoint: ConsumptionPointMapper;
  ConsumptionSeries: Omit<ConsumptionSeries, 'comparison' | 'points'> & { comparison?: Maybe<ResolversParentTypes['ConsumptionSeries']>, points: Array<ResolversParentTypes['ConsumptionPoint']> };
  DateTime: Scalars['DateTime']['output'];
  DiscardedMessages: DiscardedMessages;
  Int: Scalars['Int']['output'];
  District: DistrictMapper;
  DistrictLoad: Omit<DistrictLoad, 'district'> & { district: ResolversParentTypes['District'] };
  DistrictWindowLineage: DistrictWindowLineageMapper;
  EnergySpan: EnergySpan;
  EnergySpanConnection: EnergySpanConnection;
  EnergySpanEdge: EnergySpanEdge;
  HeldReading: HeldReadingMapper;
  HeldReadingConnection: HeldReadingConnectionMapper;
  HeldReadingCount: HeldReadingCount;
  HeldReadingEdge: Omit<HeldReadingEdge, 'node'> & { node: ResolversParentTypes['HeldReading'] };
  LineageReading: LineageReading;
  LiveLoad: LiveLoad;
  MeasuredValue: MeasuredValue;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  ProcessingPartition: ProcessingPartition;
  Query: Record<PropertyKey, never>;
  ReadingArrival: ReadingArrival;
  ReadingCounts: ReadingCounts;
  ReadingStreamFull: ReadingStreamFull;
  RefusedMessage: RefusedMessage;
  RefusedMessageConnection: RefusedMessageConnection;
  RefusedMessageEdge: RefusedMessageEdge;
  ReplayHeldReadingsResult: ResolversUnionTypes<ResolversParentTypes>['ReplayHeldReadingsResult'];
  ReplayHeldReadingsSuccess: ReplayHeldReadingsSuccess;
  ReplayRefusedMessagesResult: ResolversUnionTypes<ResolversParentTypes>['ReplayRefusedMessagesResult'];
  ReplayRefusedMessagesSuccess: ReplayRefusedMessagesSuccess;
  Sensor: SensorMapper;
  SensorPart: SensorPartMapper;
  SensorPartConnection: Omit<SensorPartConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['SensorPartEdge']>, nodes: Array<ResolversParentTypes['SensorPart']> };
  SensorPartEdge: Omit<SensorPartEdge, 'node'> & { node: ResolversParentTypes['SensorPart'] };
  SensorWindowLineage: SensorWindowLineageMapper;
  SensorWindowLineageConnection: Omit<SensorWindowLineageConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['SensorWindowLineageEdge']>, nodes: Array<ResolversParentTypes['SensorWindowLineage']> };
  SensorWindowLineageEdge: Omit<SensorWindowLineageEdge, 'node'> & { node: ResolversParentTypes['SensorWindowLineage'] };
  Subscription: Record<PropertyKey, never>;
  SuppressedValue: SuppressedValue;
  TimeRange: TimeRange;
  TimeZone: Scalars['TimeZone']['output'];
  WindowLineage: ResolversUnionTypes<ResolversParentTypes>['WindowLineage'];
  String: Scalars['String']['output'];
};

export type AccessDirectiveArgs = {
  scope: Scalars['String']['input'];
};

export type AccessDirectiveResolver<Result, Parent, ContextType = SubgraphContext, Args = AccessDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type DeliveryDirectiveArgs = {
  policy: DeliveryPolicy;
};

export type DeliveryDirectiveResolver<Result, Parent, ContextType = SubgraphContext, Args = DeliveryDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ResumeCursorDirectiveArgs = {
  field: Scalars['String']['input'];
};

export type ResumeCursorDirectiveResolver<Result, Parent, ContextType = SubgraphContext, Args = ResumeCursorDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AreaResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['Area'] = ResolversParentTypes['Area'], FederationReferenceType extends FederationReferenceTypes['Area'] = FederationReferenceTypes['Area']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Area']> | FederationReferenceType, FederationReferenceType, ContextType>;
  consumption?: Resolver<ResolversTypes['AreaSeries'], ParentType, ContextType, RequireFields<AreaConsumptionArgs, 'range'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type AreaPointResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['AreaPoint'] = ResolversParentTypes['AreaPoint']> = {
  end?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['AreaValue'], ParentType, ContextType>;
};

export type AreaSeriesResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['AreaSeries'] = ResolversParentTypes['AreaSeries']> = {
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  points?: Resolver<Array<ResolversTypes['AreaPoint']>, ParentType, ContextType>;
  resolution?: Resolver<ResolversTypes['Resolution'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['TimeZone'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type AreaValueResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['AreaValue'] = ResolversParentTypes['AreaValue']> = {
  __resolveType: TypeResolveFn<'MeasuredValue' | 'SuppressedValue', ParentType, ContextType>;
};

export type AreaWindowResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['AreaWindow'] = ResolversParentTypes['AreaWindow']> = {
  area?: Resolver<ResolversTypes['Area'], ParentType, ContextType>;
  end?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['AreaValue'], ParentType, ContextType>;
};

export type CityResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['City'] = ResolversParentTypes['City'], FederationReferenceType extends FederationReferenceTypes['City'] = FederationReferenceTypes['City']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['City']> | FederationReferenceType, FederationReferenceType, ContextType>;
  consumption?: Resolver<ResolversTypes['ConsumptionSeries'], ParentType, ContextType, RequireFields<CityConsumptionArgs, 'range'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  liveLoad?: Resolver<Maybe<ResolversTypes['LiveLoad']>, ParentType, ContextType>;
  peak?: Resolver<Maybe<ResolversTypes['ConsumptionPoint']>, ParentType, ContextType, RequireFields<CityPeakArgs, 'range'>>;
  windowLineage?: Resolver<Maybe<ResolversTypes['CityWindowLineage']>, ParentType, ContextType, RequireFields<CityWindowLineageArgs, 'resolution' | 'start'>>;
};

export type CityLoadResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['CityLoad'] = ResolversParentTypes['CityLoad']> = {
  bands?: Resolver<Array<ResolversTypes['LoadBand']>, ParentType, ContextType>;
  city?: Resolver<ResolversTypes['City'], ParentType, ContextType>;
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  currentShare?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  currentShares?: Resolver<Array<ResolversTypes['Float']>, ParentType, ContextType>;
  districtIds?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  eventTime?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  feeds?: Resolver<Array<ResolversTypes['FeedState']>, ParentType, ContextType>;
  latestReadingEpochSeconds?: Resolver<Array<ResolversTypes['Float']>, ParentType, ContextType>;
  powerKw?: Resolver<Array<ResolversTypes['Float']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  totalPowerKw?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type CityWindowLineageResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['CityWindowLineage'] = ResolversParentTypes['CityWindowLineage']> = {
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  city?: Resolver<ResolversTypes['City'], ParentType, ContextType>;
  end?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  energyKwh?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  parts?: Resolver<Array<ResolversTypes['DistrictWindowLineage']>, ParentType, ContextType>;
  quality?: Resolver<ResolversTypes['Quality'], ParentType, ContextType>;
  readingCounts?: Resolver<ResolversTypes['ReadingCounts'], ParentType, ContextType>;
  resolution?: Resolver<ResolversTypes['Resolution'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConsumptionPointResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['ConsumptionPoint'] = ResolversParentTypes['ConsumptionPoint']> = {
  averagePowerKw?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  end?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  energyKwh?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  lineage?: Resolver<Maybe<ResolversTypes['WindowLineage']>, ParentType, ContextType>;
  quality?: Resolver<ResolversTypes['Quality'], ParentType, ContextType>;
  readingCounts?: Resolver<ResolversTypes['ReadingCounts'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['WindowState'], ParentType, ContextType>;
};

export type ConsumptionSeriesResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['ConsumptionSeries'] = ResolversParentTypes['ConsumptionSeries']> = {
  comparison?: Resolver<Maybe<ResolversTypes['ConsumptionSeries']>, ParentType, ContextType>;
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  measuredShare?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  points?: Resolver<Array<ResolversTypes['ConsumptionPoint']>, ParentType, ContextType>;
  resolution?: Resolver<ResolversTypes['Resolution'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['TimeZone'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  totalEnergyKwh?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DiscardedMessagesResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['DiscardedMessages'] = ResolversParentTypes['DiscardedMessages']> = {
  discarded?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  notFound?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type DistrictResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['District'] = ResolversParentTypes['District'], FederationReferenceType extends FederationReferenceTypes['District'] = FederationReferenceTypes['District']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['District']> | FederationReferenceType, FederationReferenceType, ContextType>;
  consumption?: Resolver<ResolversTypes['ConsumptionSeries'], ParentType, ContextType, RequireFields<DistrictConsumptionArgs, 'range'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  liveLoad?: Resolver<Maybe<ResolversTypes['LiveLoad']>, ParentType, ContextType>;
  peak?: Resolver<Maybe<ResolversTypes['ConsumptionPoint']>, ParentType, ContextType, RequireFields<DistrictPeakArgs, 'range'>>;
  sensorParts?: Resolver<ResolversTypes['SensorPartConnection'], ParentType, ContextType, RequireFields<DistrictSensorPartsArgs, 'first' | 'resolution' | 'start'>>;
  windowLineage?: Resolver<Maybe<ResolversTypes['DistrictWindowLineage']>, ParentType, ContextType, RequireFields<DistrictWindowLineageArgs, 'resolution' | 'start'>>;
};

export type DistrictLoadResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['DistrictLoad'] = ResolversParentTypes['DistrictLoad']> = {
  band?: Resolver<ResolversTypes['LoadBand'], ParentType, ContextType>;
  currentShare?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  district?: Resolver<ResolversTypes['District'], ParentType, ContextType>;
  estimated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  eventTime?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  feed?: Resolver<ResolversTypes['FeedState'], ParentType, ContextType>;
  latestReadingTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  powerKw?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DistrictWindowLineageResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['DistrictWindowLineage'] = ResolversParentTypes['DistrictWindowLineage']> = {
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  district?: Resolver<ResolversTypes['District'], ParentType, ContextType>;
  end?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  energyKwh?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  parts?: Resolver<ResolversTypes['SensorWindowLineageConnection'], ParentType, ContextType, RequireFields<DistrictWindowLineagePartsArgs, 'first'>>;
  quality?: Resolver<ResolversTypes['Quality'], ParentType, ContextType>;
  readingCounts?: Resolver<ResolversTypes['ReadingCounts'], ParentType, ContextType>;
  resolution?: Resolver<ResolversTypes['Resolution'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EnergySpanResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['EnergySpan'] = ResolversParentTypes['EnergySpan']> = {
  energyKwh?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  quality?: Resolver<ResolversTypes['Quality'], ParentType, ContextType>;
  readings?: Resolver<Array<ResolversTypes['LineageReading']>, ParentType, ContextType>;
  secondsInWindow?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  shareKwh?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  unexplainedFall?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type EnergySpanConnectionResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['EnergySpanConnection'] = ResolversParentTypes['EnergySpanConnection']> = {
  edges?: Resolver<Array<ResolversTypes['EnergySpanEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['EnergySpan']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type EnergySpanEdgeResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['EnergySpanEdge'] = ResolversParentTypes['EnergySpanEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['EnergySpan'], ParentType, ContextType>;
};

export type HeldReadingResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['HeldReading'] = ResolversParentTypes['HeldReading']> = {
  districtId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  end?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  energyKwh?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  ingestTime?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['RegisterKind'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  powerKw?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  quality?: Resolver<ResolversTypes['Quality'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['HeldReason'], ParentType, ContextType>;
  register?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sensor?: Resolver<Maybe<ResolversTypes['Sensor']>, ParentType, ContextType>;
  sensorNumber?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type HeldReadingConnectionResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['HeldReadingConnection'] = ResolversParentTypes['HeldReadingConnection']> = {
  counts?: Resolver<Array<ResolversTypes['HeldReadingCount']>, ParentType, ContextType>;
  edges?: Resolver<Array<ResolversTypes['HeldReadingEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['HeldReading']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type HeldReadingCountResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['HeldReadingCount'] = ResolversParentTypes['HeldReadingCount']> = {
  readings?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['HeldReason'], ParentType, ContextType>;
};

export type HeldReadingEdgeResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['HeldReadingEdge'] = ResolversParentTypes['HeldReadingEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['HeldReading'], ParentType, ContextType>;
};

export type LineageReadingResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['LineageReading'] = ResolversParentTypes['LineageReading']> = {
  arrivals?: Resolver<Array<ResolversTypes['ReadingArrival']>, ParentType, ContextType>;
  end?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  energyKwh?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['RegisterKind'], ParentType, ContextType>;
  powerKw?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  register?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type LiveLoadResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['LiveLoad'] = ResolversParentTypes['LiveLoad']> = {
  band?: Resolver<ResolversTypes['LoadBand'], ParentType, ContextType>;
  currentShare?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  estimated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  eventTime?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  feed?: Resolver<ResolversTypes['FeedState'], ParentType, ContextType>;
  latestReadingTime?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  powerKw?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MeasuredValueResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['MeasuredValue'] = ResolversParentTypes['MeasuredValue']> = {
  averagePowerKw?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  energyKwh?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  quality?: Resolver<ResolversTypes['Quality'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  discardRefusedMessages?: Resolver<ResolversTypes['DiscardedMessages'], ParentType, ContextType, RequireFields<MutationDiscardRefusedMessagesArgs, 'ids'>>;
  replayHeldReadings?: Resolver<ResolversTypes['ReplayHeldReadingsResult'], ParentType, ContextType, RequireFields<MutationReplayHeldReadingsArgs, 'confirm' | 'ids'>>;
  replayRefusedMessages?: Resolver<ResolversTypes['ReplayRefusedMessagesResult'], ParentType, ContextType, RequireFields<MutationReplayRefusedMessagesArgs, 'ids'>>;
};

export type PageInfoResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ProcessingPartitionResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['ProcessingPartition'] = ResolversParentTypes['ProcessingPartition']> = {
  checkpointAgeSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  epoch?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  lagMessages?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  lagSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  partition?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  repairMarks?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ProcessingState'], ParentType, ContextType>;
  worker?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  heldReadings?: Resolver<ResolversTypes['HeldReadingConnection'], ParentType, ContextType, RequireFields<QueryHeldReadingsArgs, 'cityId' | 'first' | 'list'>>;
  processing?: Resolver<Array<ResolversTypes['ProcessingPartition']>, ParentType, ContextType>;
  refusedMessages?: Resolver<ResolversTypes['RefusedMessageConnection'], ParentType, ContextType, RequireFields<QueryRefusedMessagesArgs, 'first'>>;
};

export type ReadingArrivalResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['ReadingArrival'] = ResolversParentTypes['ReadingArrival']> = {
  delaySeconds?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  energyKwh?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  ingestTime?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  powerKw?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  quality?: Resolver<ResolversTypes['Quality'], ParentType, ContextType>;
  replacedBy?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rule?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  standing?: Resolver<ResolversTypes['ArrivalStanding'], ParentType, ContextType>;
};

export type ReadingCountsResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['ReadingCounts'] = ResolversParentTypes['ReadingCounts']> = {
  estimated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  measured?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  missing?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  revised?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  suspect?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ReadingStreamFullResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['ReadingStreamFull'] = ResolversParentTypes['ReadingStreamFull']> = {
  replayed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  retryAfterSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RefusedMessageResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['RefusedMessage'] = ResolversParentTypes['RefusedMessage']> = {
  bytes?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  districtId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  replayable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type RefusedMessageConnectionResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['RefusedMessageConnection'] = ResolversParentTypes['RefusedMessageConnection']> = {
  edges?: Resolver<Array<ResolversTypes['RefusedMessageEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['RefusedMessage']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RefusedMessageEdgeResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['RefusedMessageEdge'] = ResolversParentTypes['RefusedMessageEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['RefusedMessage'], ParentType, ContextType>;
};

export type ReplayHeldReadingsResultResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['ReplayHeldReadingsResult'] = ResolversParentTypes['ReplayHeldReadingsResult']> = {
  __resolveType: TypeResolveFn<'ReadingStreamFull' | 'ReplayHeldReadingsSuccess', ParentType, ContextType>;
};

export type ReplayHeldReadingsSuccessResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['ReplayHeldReadingsSuccess'] = ResolversParentTypes['ReplayHeldReadingsSuccess']> = {
  notFound?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReplayRefusedMessagesResultResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['ReplayRefusedMessagesResult'] = ResolversParentTypes['ReplayRefusedMessagesResult']> = {
  __resolveType: TypeResolveFn<'ReadingStreamFull' | 'ReplayRefusedMessagesSuccess', ParentType, ContextType>;
};

export type ReplayRefusedMessagesSuccessResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['ReplayRefusedMessagesSuccess'] = ResolversParentTypes['ReplayRefusedMessagesSuccess']> = {
  notFound?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SensorResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['Sensor'] = ResolversParentTypes['Sensor'], FederationReferenceType extends FederationReferenceTypes['Sensor'] = FederationReferenceTypes['Sensor']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Sensor']> | FederationReferenceType, FederationReferenceType, ContextType>;
  consumption?: Resolver<ResolversTypes['ConsumptionSeries'], ParentType, ContextType, RequireFields<SensorConsumptionArgs, 'range'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  windowLineage?: Resolver<Maybe<ResolversTypes['SensorWindowLineage']>, ParentType, ContextType, RequireFields<SensorWindowLineageArgs, 'resolution' | 'start'>>;
};

export type SensorPartResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['SensorPart'] = ResolversParentTypes['SensorPart']> = {
  consumption?: Resolver<ResolversTypes['ConsumptionSeries'], ParentType, ContextType, Partial<SensorPartConsumptionArgs>>;
  energyKwh?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  measuredShare?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  quality?: Resolver<ResolversTypes['Quality'], ParentType, ContextType>;
  readingCounts?: Resolver<ResolversTypes['ReadingCounts'], ParentType, ContextType>;
  sensor?: Resolver<ResolversTypes['Sensor'], ParentType, ContextType>;
  share?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type SensorPartConnectionResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['SensorPartConnection'] = ResolversParentTypes['SensorPartConnection']> = {
  edges?: Resolver<Array<ResolversTypes['SensorPartEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['SensorPart']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SensorPartEdgeResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['SensorPartEdge'] = ResolversParentTypes['SensorPartEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['SensorPart'], ParentType, ContextType>;
};

export type SensorWindowLineageResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['SensorWindowLineage'] = ResolversParentTypes['SensorWindowLineage']> = {
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  end?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  energyKwh?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  quality?: Resolver<ResolversTypes['Quality'], ParentType, ContextType>;
  resolution?: Resolver<ResolversTypes['Resolution'], ParentType, ContextType>;
  sensor?: Resolver<ResolversTypes['Sensor'], ParentType, ContextType>;
  spans?: Resolver<ResolversTypes['EnergySpanConnection'], ParentType, ContextType, RequireFields<SensorWindowLineageSpansArgs, 'first'>>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  stopped?: Resolver<Array<ResolversTypes['LineageReading']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SensorWindowLineageConnectionResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['SensorWindowLineageConnection'] = ResolversParentTypes['SensorWindowLineageConnection']> = {
  edges?: Resolver<Array<ResolversTypes['SensorWindowLineageEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['SensorWindowLineage']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SensorWindowLineageEdgeResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['SensorWindowLineageEdge'] = ResolversParentTypes['SensorWindowLineageEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['SensorWindowLineage'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  areaWindowClosed?: SubscriptionResolver<ResolversTypes['AreaWindow'], "areaWindowClosed", ParentType, ContextType, RequireFields<SubscriptionAreaWindowClosedArgs, 'areaIds'>>;
  cityLoad?: SubscriptionResolver<ResolversTypes['CityLoad'], "cityLoad", ParentType, ContextType, RequireFields<SubscriptionCityLoadArgs, 'cityId'>>;
  districtLoad?: SubscriptionResolver<ResolversTypes['DistrictLoad'], "districtLoad", ParentType, ContextType, RequireFields<SubscriptionDistrictLoadArgs, 'districtId'>>;
};

export type SuppressedValueResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['SuppressedValue'] = ResolversParentTypes['SuppressedValue']> = {
  reason?: Resolver<ResolversTypes['SuppressionReason'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface TimeZoneScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['TimeZone'], any> {
  name: 'TimeZone';
}

export type WindowLineageResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['WindowLineage'] = ResolversParentTypes['WindowLineage']> = {
  __resolveType: TypeResolveFn<'CityWindowLineage' | 'DistrictWindowLineage' | 'SensorWindowLineage', ParentType, ContextType>;
};

export type Resolvers<ContextType = SubgraphContext> = {
  Area?: AreaResolvers<ContextType>;
  AreaPoint?: AreaPointResolvers<ContextType>;
  AreaSeries?: AreaSeriesResolvers<ContextType>;
  AreaValue?: AreaValueResolvers<ContextType>;
  AreaWindow?: AreaWindowResolvers<ContextType>;
  City?: CityResolvers<ContextType>;
  CityLoad?: CityLoadResolvers<ContextType>;
  CityWindowLineage?: CityWindowLineageResolvers<ContextType>;
  ConsumptionPoint?: ConsumptionPointResolvers<ContextType>;
  ConsumptionSeries?: ConsumptionSeriesResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DiscardedMessages?: DiscardedMessagesResolvers<ContextType>;
  District?: DistrictResolvers<ContextType>;
  DistrictLoad?: DistrictLoadResolvers<ContextType>;
  DistrictWindowLineage?: DistrictWindowLineageResolvers<ContextType>;
  EnergySpan?: EnergySpanResolvers<ContextType>;
  EnergySpanConnection?: EnergySpanConnectionResolvers<ContextType>;
  EnergySpanEdge?: EnergySpanEdgeResolvers<ContextType>;
  HeldReading?: HeldReadingResolvers<ContextType>;
  HeldReadingConnection?: HeldReadingConnectionResolvers<ContextType>;
  HeldReadingCount?: HeldReadingCountResolvers<ContextType>;
  HeldReadingEdge?: HeldReadingEdgeResolvers<ContextType>;
  LineageReading?: LineageReadingResolvers<ContextType>;
  LiveLoad?: LiveLoadResolvers<ContextType>;
  MeasuredValue?: MeasuredValueResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  ProcessingPartition?: ProcessingPartitionResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  ReadingArrival?: ReadingArrivalResolvers<ContextType>;
  ReadingCounts?: ReadingCountsResolvers<ContextType>;
  ReadingStreamFull?: ReadingStreamFullResolvers<ContextType>;
  RefusedMessage?: RefusedMessageResolvers<ContextType>;
  RefusedMessageConnection?: RefusedMessageConnectionResolvers<ContextType>;
  RefusedMessageEdge?: RefusedMessageEdgeResolvers<ContextType>;
  ReplayHeldReadingsResult?: ReplayHeldReadingsResultResolvers<ContextType>;
  ReplayHeldReadingsSuccess?: ReplayHeldReadingsSuccessResolvers<ContextType>;
  ReplayRefusedMessagesResult?: ReplayRefusedMessagesResultResolvers<ContextType>;
  ReplayRefusedMessagesSuccess?: ReplayRefusedMessagesSuccessResolvers<ContextType>;
  Sensor?: SensorResolvers<ContextType>;
  SensorPart?: SensorPartResolvers<ContextType>;
  SensorPartConnection?: SensorPartConnectionResolvers<ContextType>;
  SensorPartEdge?: SensorPartEdgeResolvers<ContextType>;
  SensorWindowLineage?: SensorWindowLineageResolvers<ContextType>;
  SensorWindowLineageConnection?: SensorWindowLineageConnectionResolvers<ContextType>;
  SensorWindowLineageEdge?: SensorWindowLineageEdgeResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  SuppressedValue?: SuppressedValueResolvers<ContextType>;
  TimeZone?: GraphQLScalarType;
  WindowLineage?: WindowLineageResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = SubgraphContext> = {
  access?: AccessDirectiveResolver<any, any, ContextType>;
  delivery?: DeliveryDirectiveResolver<any, any, ContextType>;
  resumeCursor?: ResumeCursorDirectiveResolver<any, any, ContextType>;
};
