import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useState } from 'react'
import { createQueries } from './queries.ts'
import { createAdminRouter } from './router.tsx'
import { theme } from './theme.ts'

export function App() {
  const [queries] = useState(createQueries)
  const [router] = useState(createAdminRouter)
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
