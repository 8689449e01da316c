import { fileURLToPath } from 'node:url'
import type { UserConfig } from 'vite'

/** An absolute path inside the web project. */
export const inProject = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/**
 * The build of one page application: `src/<name>/index.html` to `dist/<name>`.
 *
 * @param base the path under which a server serves `dist/<name>`, with slashes at both ends
 */
export function app(name: string, base: string): UserConfig {
  return {
    root: inProject(`src/${name}`),
    base,
    publicDir: false,
    build: {
      outDir: inProject(`dist/${name}`),
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 1200,
      rolldownOptions: {
        onLog: (level, log, handle) => {
          // "use client" speaks to frameworks that render on a server, which nothing here does.
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log)
        },
      },
    },
  }
}
