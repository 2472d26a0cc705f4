import { computed, type InjectionKey, inject, provide, type Ref, ref } from 'vue';
import type { RouteLocationNormalizedLoaded, Router } from 'vue-router';
import type { DistrictOutline } from './city-outline.ts';

/** The district under the pointer and the one chosen, by place in the city's list; shared by map, ranking and feeds. */
export interface Selection {
  readonly hovered: Ref<number | undefined>;
  readonly selected: Readonly<Ref<number | undefined>>;
  toggle(index: number): void;
}
const key: InjectionKey<Selection> = Symbol('selection');

/** The chosen one is named in the address by its slug. */
export function provideSelection(
  districts: readonly DistrictOutline[],
  route: RouteLocationNormalizedLoaded,
  router: Router,
): void {
  const selected = computed(() => {
    const index = districts.findIndex((district) => district.slug === route.query['district']);
    return index === -1 ? undefined : index;
  });
  provide(key, {
    hovered: ref(),
    selected,
    toggle(index) {
      const district = selected.value === index ? undefined : districts[index]?.slug;
      void router.push({ query: { ...route.query, district } });
    },
  });
}

export class NoSelection extends Error {
  readonly code = 'NO_SELECTION';
}

export function useSelection(): Selection {
  const selection = inject(key);
  if (selection === undefined) throw new NoSelection();
  return selection;
}
