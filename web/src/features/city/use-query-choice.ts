import { computed, type WritableComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** A choice that lives in the address; the first of the list is left out of it. */
export function useQueryChoice<Choice extends string>(
  name: string,
  choices: readonly Choice[],
): WritableComputedRef<Choice> {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => choices.find((choice) => choice === route.query[name]) ?? choices[0]!,
    set: (choice) => {
      const query = { ...route.query, [name]: choice === choices[0] ? undefined : choice };
      void router.push({ query, hash: route.hash });
    },
  });
}
