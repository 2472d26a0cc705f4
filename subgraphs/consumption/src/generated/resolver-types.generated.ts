import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { CityMapper, DistrictMapper, SensorMapper } from '../mappers.ts';
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

export type City = {
  __typename?: 'City';
  consumption: ConsumptionSeries;
  id: Scalars['ID']['output'];
  liveLoad?: Maybe<LiveLoad>;
  /** The window of the highest mean power in a range. */
  peak?: Maybe<ConsumptionPoint>;
};


export type CityConsumptionArgs = {
  compareWith?: InputMaybe<Comparison>;
  range: TimeRange;
  resolution?: InputMaybe<Resolution>;
};


export type CityPeakArgs = {
  range: TimeRange;
  resolution?: InputMaybe<Resolution>;
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
  /** The least sure quality that went in. */
  quality: Quality;
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

export type District = {
  __typename?: 'District';
  consumption: ConsumptionSeries;
  id: Scalars['ID']['output'];
  liveLoad?: Maybe<LiveLoad>;
  peak?: Maybe<ConsumptionPoint>;
};


export type DistrictConsumptionArgs = {
  compareWith?: InputMaybe<Comparison>;
  range: TimeRange;
  resolution?: InputMaybe<Resolution>;
};


export type DistrictPeakArgs = {
  range: TimeRange;
  resolution?: InputMaybe<Resolution>;
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

export type FeedState =
  | 'DELAYED'
  | 'LIVE'
  | 'SILENT';

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

export type Quality =
  | 'ESTIMATED'
  | 'MEASURED'
  | 'MISSING'
  | 'REVISED'
  | 'SUSPECT';

/** Windows are aligned to the city's local time; a local day has 23, 24 or 25 hours. */
export type Resolution =
  | 'DAY'
  | 'HOUR'
  | 'MINUTE'
  | 'QUARTER_HOUR';

export type Sensor = {
  __typename?: 'Sensor';
  consumption: ConsumptionSeries;
  id: Scalars['ID']['output'];
};


export type SensorConsumptionArgs = {
  compareWith?: InputMaybe<Comparison>;
  range: TimeRange;
  resolution?: InputMaybe<Resolution>;
};

export type Subscription = {
  __typename?: 'Subscription';
  /** All districts of a city that changed, at most four times a second; the first event holds all. */
  cityLoad: CityLoad;
  /** One district's live load, at each change, at most four times a second. */
  districtLoad: DistrictLoad;
};


export type SubscriptionCityLoadArgs = {
  cityId: Scalars['ID']['input'];
  fromSequence?: InputMaybe<Scalars['String']['input']>;
};


export type SubscriptionDistrictLoadArgs = {
  districtId: Scalars['ID']['input'];
  fromSequence?: InputMaybe<Scalars['String']['input']>;
};

/** Half-open: from `from` up to but not including `to`. */
export type TimeRange = {
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
};

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
  City: City;
  District: District;
  Sensor: Sensor;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
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



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  City: ResolverTypeWrapper<CityMapper>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  CityLoad: ResolverTypeWrapper<Omit<CityLoad, 'city'> & { city: ResolversTypes['City'] }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Comparison: Comparison;
  ConsumptionPoint: ResolverTypeWrapper<ConsumptionPoint>;
  ConsumptionSeries: ResolverTypeWrapper<ConsumptionSeries>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeliveryPolicy: DeliveryPolicy;
  District: ResolverTypeWrapper<DistrictMapper>;
  DistrictLoad: ResolverTypeWrapper<Omit<DistrictLoad, 'district'> & { district: ResolversTypes['District'] }>;
  FeedState: FeedState;
  LiveLoad: ResolverTypeWrapper<LiveLoad>;
  LoadBand: LoadBand;
  Quality: Quality;
  Resolution: Resolution;
  Sensor: ResolverTypeWrapper<SensorMapper>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TimeRange: TimeRange;
  TimeZone: ResolverTypeWrapper<Scalars['TimeZone']['output']>;
  WindowState: WindowState;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  City: CityMapper;
  ID: Scalars['ID']['output'];
  CityLoad: Omit<CityLoad, 'city'> & { city: ResolversParentTypes['City'] };
  Boolean: Scalars['Boolean']['output'];
  Float: Scalars['Float']['output'];
  ConsumptionPoint: ConsumptionPoint;
  ConsumptionSeries: ConsumptionSeries;
  DateTime: Scalars['DateTime']['output'];
  District: DistrictMapper;
  DistrictLoad: Omit<DistrictLoad, 'district'> & { district: ResolversParentTypes['District'] };
  LiveLoad: LiveLoad;
  Sensor: SensorMapper;
  Subscription: Record<PropertyKey, never>;
  TimeRange: TimeRange;
  TimeZone: Scalars['TimeZone']['output'];
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

export type CityResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['City'] = ResolversParentTypes['City'], FederationReferenceType extends FederationReferenceTypes['City'] = FederationReferenceTypes['City']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['City']> | FederationReferenceType, FederationReferenceType, ContextType>;
  consumption?: Resolver<ResolversTypes['ConsumptionSeries'], ParentType, ContextType, RequireFields<CityConsumptionArgs, 'range'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  liveLoad?: Resolver<Maybe<ResolversTypes['LiveLoad']>, ParentType, ContextType>;
  peak?: Resolver<Maybe<ResolversTypes['ConsumptionPoint']>, ParentType, ContextType, RequireFields<CityPeakArgs, 'range'>>;
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

export type ConsumptionPointResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['ConsumptionPoint'] = ResolversParentTypes['ConsumptionPoint']> = {
  averagePowerKw?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  end?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  energyKwh?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  quality?: Resolver<ResolversTypes['Quality'], ParentType, ContextType>;
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

export type DistrictResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['District'] = ResolversParentTypes['District'], FederationReferenceType extends FederationReferenceTypes['District'] = FederationReferenceTypes['District']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['District']> | FederationReferenceType, FederationReferenceType, ContextType>;
  consumption?: Resolver<ResolversTypes['ConsumptionSeries'], ParentType, ContextType, RequireFields<DistrictConsumptionArgs, 'range'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  liveLoad?: Resolver<Maybe<ResolversTypes['LiveLoad']>, ParentType, ContextType>;
  peak?: Resolver<Maybe<ResolversTypes['ConsumptionPoint']>, ParentType, ContextType, RequireFields<DistrictPeakArgs, 'range'>>;
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

export type SensorResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['Sensor'] = ResolversParentTypes['Sensor'], FederationReferenceType extends FederationReferenceTypes['Sensor'] = FederationReferenceTypes['Sensor']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Sensor']> | FederationReferenceType, FederationReferenceType, ContextType>;
  consumption?: Resolver<ResolversTypes['ConsumptionSeries'], ParentType, ContextType, RequireFields<SensorConsumptionArgs, 'range'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  cityLoad?: SubscriptionResolver<ResolversTypes['CityLoad'], "cityLoad", ParentType, ContextType, RequireFields<SubscriptionCityLoadArgs, 'cityId'>>;
  districtLoad?: SubscriptionResolver<ResolversTypes['DistrictLoad'], "districtLoad", ParentType, ContextType, RequireFields<SubscriptionDistrictLoadArgs, 'districtId'>>;
};

export interface TimeZoneScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['TimeZone'], any> {
  name: 'TimeZone';
}

export type Resolvers<ContextType = SubgraphContext> = {
  City?: CityResolvers<ContextType>;
  CityLoad?: CityLoadResolvers<ContextType>;
  ConsumptionPoint?: ConsumptionPointResolvers<ContextType>;
  ConsumptionSeries?: ConsumptionSeriesResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  District?: DistrictResolvers<ContextType>;
  DistrictLoad?: DistrictLoadResolvers<ContextType>;
  LiveLoad?: LiveLoadResolvers<ContextType>;
  Sensor?: SensorResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  TimeZone?: GraphQLScalarType;
};

export type DirectiveResolvers<ContextType = SubgraphContext> = {
  access?: AccessDirectiveResolver<any, any, ContextType>;
  delivery?: DeliveryDirectiveResolver<any, any, ContextType>;
  resumeCursor?: ResumeCursorDirectiveResolver<any, any, ContextType>;
};
