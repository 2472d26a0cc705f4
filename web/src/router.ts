import { createRouter, createWebHistory } from 'vue-router';
import CityPage from './features/city/CityPage.vue';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/:city?', name: 'city', component: CityPage },
    {
      path: '/:city/:rest(.*)*',
      redirect: (to) => ({ name: 'city', params: { city: to.params['city'] as string } }),
    },
  ],
});
