import '@fontsource-variable/figtree'
import '@mantine/core/styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { mountPoint } from '../shared/mount-point.ts'
import '../shared/style/tokens.css'
import '../shared/markdown/markdown.css'
import './app/admin.css'
import { App } from './app/App.tsx'

createRoot(mountPoint('admin')).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
