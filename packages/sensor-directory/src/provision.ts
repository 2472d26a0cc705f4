import type { CityClock, CustomerClass, Register } from './directory.ts';

/**
 * NATS request to registry; makes cities, districts and sensors that do not exist yet and leaves alone those that do.
 * Answered after the change is in the database, on the stream (control message) and in the KV.
 */
export const PROVISION_SUBJECT = 'registry.provision';

export interface ProvisionRequest {
  readonly tenant: string;
  readonly city: {
    readonly city: string;
    readonly name: string;
    readonly timeZone: string;
    readonly clock: CityClock;
    readonly countryCode?: string;
    readonly population?: number;
  };
  readonly districts: readonly {
    readonly district: string;
    readonly name: string;
    readonly population?: number;
    readonly areaKm2?: number;
    readonly boundary?: readonly (readonly [number, number])[];
    readonly sensors: readonly {
      readonly name: string;
      readonly registers: readonly Register[];
      readonly customerClass: CustomerClass;
      readonly deliveryPoints: number;
      readonly location?: { readonly latitude: number; readonly longitude: number };
    }[];
  }[];
}

export type ProvisionAnswer =
  | { readonly status: 'provisioned'; readonly revisions: Readonly<Record<string, number>> }
  | { readonly status: 'refused'; readonly reason: string };
