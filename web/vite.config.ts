import tailwind from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';

/** The latin face carries nearly every letter of the page; found by name, since the build adds a hash to it. */
function preloadLatin(): Plugin {
  return {
    name: 'preload-latin',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const face = Object.keys(bundle ?? {}).find((file) =>
          /archivo-latin-standard-normal.*\.woff2$/.test(file),
        );
        if (face === undefined) throw new Error('The latin face of Archivo is not in the bundle');
        const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `/${face}` };
        return [{ tag: 'link', attrs, injectTo: 'head-prepend' }];
      },
    },
  };
}

const gateway = 'http://127.0.0.1:4000';

export default defineConfig({
  plugins: [vue(), tailwind(), preloadLatin()],
  // The dictionaries are ours and checked by the type system; the tools for drawing them in the browser's panel are not needed.
  define: {
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  server: { port: 5173, proxy: { '/graphql': { target: gateway, ws: true } } },
  build: { target: 'es2022', chunkSizeWarningLimit: 300 },
});
