import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AreaMapper, CityMapper, DistrictMapper, RegisterMapper, SensorMapper } from '../mappers.ts';
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

/** What the public may know of a place. Areas are fixed, so that no two of them differ by a household. */
export type Area = {
  __typename?: 'Area';
  areaKm2?: Maybe<Scalars['Float']['output']>;
  id: Scalars['ID']['output'];
  kind: AreaKind;
  name: Scalars['String']['output'];
  /** The city that a district belongs to; null for a city. */
  partOf?: Maybe<Area>;
  population?: Maybe<Scalars['Int']['output']>;
  timeZone: Scalars['TimeZone']['output'];
};

export type AreaConnection = {
  __typename?: 'AreaConnection';
  edges: Array<AreaEdge>;
  nodes: Array<Area>;
  pageInfo: AreaPageInfo;
  totalCount: Scalars['Int']['output'];
};

export type AreaEdge = {
  __typename?: 'AreaEdge';
  cursor: Scalars['String']['output'];
  node: Area;
};

export type AreaKind =
  | 'CITY'
  | 'DISTRICT';

export type AreaPageInfo = {
  __typename?: 'AreaPageInfo';
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
};

export type City = {
  __typename?: 'City';
  areaKm2?: Maybe<Scalars['Float']['output']>;
  clock: CityClock;
  countryCode?: Maybe<Scalars['String']['output']>;
  districts: DistrictConnection;
  /** How far the history behind the live edge has been filled; null when nothing fills it. */
  historyFill?: Maybe<HistoryFill>;
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  population?: Maybe<Scalars['Int']['output']>;
  sensorCount: Scalars['Int']['output'];
  slug: Scalars['String']['output'];
  timeZone: Scalars['TimeZone']['output'];
};


export type CityDistrictsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** `wall`: time is the clock's. `data`: time is the latest reading's (a replay). */
export type CityClock =
  | 'DATA'
  | 'WALL';

export type Coordinate = {
  __typename?: 'Coordinate';
  /** Degrees north, WGS 84. */
  latitude: Scalars['Float']['output'];
  /** Degrees east, WGS 84. */
  longitude: Scalars['Float']['output'];
};

export type CustomerClass =
  | 'COMMERCIAL'
  | 'INDUSTRIAL'
  | 'PUBLIC'
  | 'RESIDENTIAL';

export type District = {
  __typename?: 'District';
  areaKm2?: Maybe<Scalars['Float']['output']>;
  /** Exterior ring of the outline: [longitude, latitude] in degrees, closed, counterclockwise as in RFC 7946. */
  boundary: Array<Array<Scalars['Float']['output']>>;
  center?: Maybe<Coordinate>;
  city: City;
  /** Delivery points that the sensors stand for. */
  deliveryPoints: Scalars['Int']['output'];
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  population?: Maybe<Scalars['Int']['output']>;
  sensorCount: Scalars['Int']['output'];
  sensors: SensorConnection;
  slug: Scalars['String']['output'];
};


export type DistrictSensorsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<SensorFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type DistrictConnection = {
  __typename?: 'DistrictConnection';
  edges: Array<DistrictEdge>;
  nodes: Array<District>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type DistrictEdge = {
  __typename?: 'DistrictEdge';
  cursor: Scalars['String']['output'];
  node: District;
};

/** Filled newest first: from `filledFrom` to `to` is there, down to `from` is still to come. */
export type HistoryFill = {
  __typename?: 'HistoryFill';
  complete: Scalars['Boolean']['output'];
  filledFrom: Scalars['DateTime']['output'];
  from: Scalars['DateTime']['output'];
  /** 0 to 1. */
  progress: Scalars['Float']['output'];
  to: Scalars['DateTime']['output'];
};

export type PageInfo = {
  __typename?: 'PageInfo';
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** One area, or null when the id names none. */
  area?: Maybe<Area>;
  /** The areas whose consumption is published: the tenant's cities and their districts. */
  areas: AreaConnection;
  /** All cities of the tenant. */
  cities: Array<City>;
  /** One city, by its id or by its slug: give exactly one. */
  city?: Maybe<City>;
  district?: Maybe<District>;
  sensor?: Maybe<Sensor>;
};


export type QueryAreaArgs = {
  id: Scalars['ID']['input'];
};


export type QueryAreasArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryCityArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  slug?: InputMaybe<Scalars['String']['input']>;
};


export type QueryDistrictArgs = {
  id: Scalars['ID']['input'];
};


export type QuerySensorArgs = {
  id: Scalars['ID']['input'];
};

export type Register = {
  __typename?: 'Register';
  /** OBIS code, for example 1-0:1.8.0. */
  code: Scalars['String']['output'];
  /** Seconds expected between readings; for interval consumption the interval's length. */
  intervalSeconds: Scalars['Int']['output'];
  kind: RegisterKind;
};

export type RegisterKind =
  | 'CUMULATIVE'
  | 'GAUGE'
  | 'INTERVAL';

export type Sensor = {
  __typename?: 'Sensor';
  customerClass: CustomerClass;
  /** Delivery points it stands for: 1 for a meter, more for a feed that is itself a sum. */
  deliveryPoints: Scalars['Int']['output'];
  district: District;
  id: Scalars['ID']['output'];
  location?: Maybe<Coordinate>;
  /** Unique within the tenant; what a reading names. */
  name: Scalars['String']['output'];
  /** Number within its district, never reused. */
  number: Scalars['Int']['output'];
  registers: Array<Register>;
};

export type SensorConnection = {
  __typename?: 'SensorConnection';
  edges: Array<SensorEdge>;
  nodes: Array<Sensor>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type SensorEdge = {
  __typename?: 'SensorEdge';
  cursor: Scalars['String']['output'];
  node: Sensor;
};

export type SensorFilter = {
  customerClass?: InputMaybe<CustomerClass>;
  /** Only sensors whose name contains this. */
  nameContains?: InputMaybe<Scalars['String']['input']>;
};



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



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Area: ResolverTypeWrapper<AreaMapper>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  AreaConnection: ResolverTypeWrapper<Omit<AreaConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['AreaEdge']>, nodes: Array<ResolversTypes['Area']> }>;
  AreaEdge: ResolverTypeWrapper<Omit<AreaEdge, 'node'> & { node: ResolversTypes['Area'] }>;
  AreaKind: AreaKind;
  AreaPageInfo: ResolverTypeWrapper<AreaPageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  City: ResolverTypeWrapper<CityMapper>;
  CityClock: CityClock;
  Coordinate: ResolverTypeWrapper<Coordinate>;
  CustomerClass: CustomerClass;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  District: ResolverTypeWrapper<DistrictMapper>;
  DistrictConnection: ResolverTypeWrapper<Omit<DistrictConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['DistrictEdge']>, nodes: Array<ResolversTypes['District']> }>;
  DistrictEdge: ResolverTypeWrapper<Omit<DistrictEdge, 'node'> & { node: ResolversTypes['District'] }>;
  HistoryFill: ResolverTypeWrapper<HistoryFill>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Register: ResolverTypeWrapper<RegisterMapper>;
  RegisterKind: RegisterKind;
  Sensor: ResolverTypeWrapper<SensorMapper>;
  SensorConnection: ResolverTypeWrapper<Omit<SensorConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['SensorEdge']>, nodes: Array<ResolversTypes['Sensor']> }>;
  SensorEdge: ResolverTypeWrapper<Omit<SensorEdge, 'node'> & { node: ResolversTypes['Sensor'] }>;
  SensorFilter: SensorFilter;
  TimeZone: ResolverTypeWrapper<Scalars['TimeZone']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Area: AreaMapper;
  Float: Scalars['Float']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  AreaConnection: Omit<AreaConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['AreaEdge']>, nodes: Array<ResolversParentTypes['Area']> };
  AreaEdge: Omit<AreaEdge, 'node'> & { node: ResolversParentTypes['Area'] };
  AreaPageInfo: AreaPageInfo;
  Boolean: Scalars['Boolean']['output'];
  City: CityMapper;
  Coordinate: Coordinate;
  DateTime: Scalars['DateTime']['output'];
  District: DistrictMapper;
  DistrictConnection: Omit<DistrictConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['DistrictEdge']>, nodes: Array<ResolversParentTypes['District']> };
  DistrictEdge: Omit<DistrictEdge, 'node'> & { node: ResolversParentTypes['District'] };
  HistoryFill: HistoryFill;
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  Register: RegisterMapper;
  Sensor: SensorMapper;
  SensorConnection: Omit<SensorConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['SensorEdge']>, nodes: Array<ResolversParentTypes['Sensor']> };
  SensorEdge: Omit<SensorEdge, 'node'> & { node: ResolversParentTypes['Sensor'] };
  SensorFilter: SensorFilter;
  TimeZone: Scalars['TimeZone']['output'];
  String: Scalars['String']['output'];
};

export type AccessDirectiveArgs = {
  scope: Scalars['String']['input'];
};

export type AccessDirectiveResolver<Result, Parent, ContextType = SubgraphContext, Args = AccessDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AreaResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['Area'] = ResolversParentTypes['Area'], FederationReferenceType extends FederationReferenceTypes['Area'] = FederationReferenceTypes['Area']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Area']> | FederationReferenceType, FederationReferenceType, ContextType>;
  areaKm2?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AreaKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  partOf?: Resolver<Maybe<ResolversTypes['Area']>, ParentType, ContextType>;
  population?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['TimeZone'], ParentType, ContextType>;
};

export type AreaConnectionResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['AreaConnection'] = ResolversParentTypes['AreaConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AreaEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Area']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['AreaPageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AreaEdgeResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['AreaEdge'] = ResolversParentTypes['AreaEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Area'], ParentType, ContextType>;
};

export type AreaPageInfoResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['AreaPageInfo'] = ResolversParentTypes['AreaPageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type CityResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['City'] = ResolversParentTypes['City'], FederationReferenceType extends FederationReferenceTypes['City'] = FederationReferenceTypes['City']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['City']> | FederationReferenceType, FederationReferenceType, ContextType>;
  areaKm2?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  clock?: Resolver<ResolversTypes['CityClock'], ParentType, ContextType>;
  countryCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  districts?: Resolver<ResolversTypes['DistrictConnection'], ParentType, ContextType, RequireFields<CityDistrictsArgs, 'first'>>;
  historyFill?: Resolver<Maybe<ResolversTypes['HistoryFill']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  population?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sensorCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  slug?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['TimeZone'], ParentType, ContextType>;
};

export type CoordinateResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['Coordinate'] = ResolversParentTypes['Coordinate']> = {
  latitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  longitude?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DistrictResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['District'] = ResolversParentTypes['District'], FederationReferenceType extends FederationReferenceTypes['District'] = FederationReferenceTypes['District']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['District']> | FederationReferenceType, FederationReferenceType, ContextType>;
  areaKm2?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  boundary?: Resolver<Array<Array<ResolversTypes['Float']>>, ParentType, ContextType>;
  center?: Resolver<Maybe<ResolversTypes['Coordinate']>, ParentType, ContextType>;
  city?: Resolver<ResolversTypes['City'], ParentType, ContextType>;
  deliveryPoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  population?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sensorCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sensors?: Resolver<ResolversTypes['SensorConnection'], ParentType, ContextType, RequireFields<DistrictSensorsArgs, 'first'>>;
  slug?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DistrictConnectionResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['DistrictConnection'] = ResolversParentTypes['DistrictConnection']> = {
  edges?: Resolver<Array<ResolversTypes['DistrictEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['District']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DistrictEdgeResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['DistrictEdge'] = ResolversParentTypes['DistrictEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['District'], ParentType, ContextType>;
};

export type HistoryFillResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['HistoryFill'] = ResolversParentTypes['HistoryFill']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  filledFrom?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  progress?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  area?: Resolver<Maybe<ResolversTypes['Area']>, ParentType, ContextType, RequireFields<QueryAreaArgs, 'id'>>;
  areas?: Resolver<ResolversTypes['AreaConnection'], ParentType, ContextType, RequireFields<QueryAreasArgs, 'first'>>;
  cities?: Resolver<Array<ResolversTypes['City']>, ParentType, ContextType>;
  city?: Resolver<Maybe<ResolversTypes['City']>, ParentType, ContextType, Partial<QueryCityArgs>>;
  district?: Resolver<Maybe<ResolversTypes['District']>, ParentType, ContextType, RequireFields<QueryDistrictArgs, 'id'>>;
  sensor?: Resolver<Maybe<ResolversTypes['Sensor']>, ParentType, ContextType, RequireFields<QuerySensorArgs, 'id'>>;
};

export type RegisterResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['Register'] = ResolversParentTypes['Register']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  intervalSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['RegisterKind'], ParentType, ContextType>;
};

export type SensorResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['Sensor'] = ResolversParentTypes['Sensor'], FederationReferenceType extends FederationReferenceTypes['Sensor'] = FederationReferenceTypes['Sensor']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Sensor']> | FederationReferenceType, FederationReferenceType, ContextType>;
  customerClass?: Resolver<ResolversTypes['CustomerClass'], ParentType, ContextType>;
  deliveryPoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  district?: Resolver<ResolversTypes['District'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  location?: Resolver<Maybe<ResolversTypes['Coordinate']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  registers?: Resolver<Array<ResolversTypes['Register']>, ParentType, ContextType>;
};

export type SensorConnectionResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['SensorConnection'] = ResolversParentTypes['SensorConnection']> = {
  edges?: Resolver<Array<ResolversTypes['SensorEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Sensor']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SensorEdgeResolvers<ContextType = SubgraphContext, ParentType extends ResolversParentTypes['SensorEdge'] = ResolversParentTypes['SensorEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Sensor'], ParentType, ContextType>;
};

export interface TimeZoneScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['TimeZone'], any> {
  name: 'TimeZone';
}

export type Resolvers<ContextType = SubgraphContext> = {
  Area?: AreaResolvers<ContextType>;
  AreaConnection?: AreaConnectionResolvers<ContextType>;
  AreaEdge?: AreaEdgeResolvers<ContextType>;
  AreaPageInfo?: AreaPageInfoResolvers<ContextType>;
  City?: CityResolvers<ContextType>;
  Coordinate?: CoordinateResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  District?: DistrictResolvers<ContextType>;
  DistrictConnection?: DistrictConnectionResolvers<ContextType>;
  DistrictEdge?: DistrictEdgeResolvers<ContextType>;
  HistoryFill?: HistoryFillResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Register?: RegisterResolvers<ContextType>;
  Sensor?: SensorResolvers<ContextType>;
  SensorConnection?: SensorConnectionResolvers<ContextType>;
  SensorEdge?: SensorEdgeResolvers<ContextType>;
  TimeZone?: GraphQLScalarType;
};

export type DirectiveResolvers<ContextType = SubgraphContext> = {
  access?: AccessDirectiveResolver<any, any, ContextType>;
};
