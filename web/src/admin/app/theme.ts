import { createTheme, type MantineColorsTuple } from '@mantine/core'

const pine: MantineColorsTuple = [
  '#ecf8f3',
  '#d8efe5',
  '#aeddc9',
  '#81caab',
  '#5bba91',
  '#3fae80',
  '#1d8a63',
  '#0b6b50',
  '#085a43',
  '#054533',
]

export const theme = createTheme({
  colors: { pine },
  primaryColor: 'pine',
  primaryShade: 7,
  fontFamily: 'var(--font)',
  headings: { fontFamily: 'var(--font)', fontWeight: '700' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
})
