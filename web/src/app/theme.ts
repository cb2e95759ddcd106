import { Button, createTheme, Menu, Modal, NativeSelect, NumberInput, Textarea, TextInput, Tooltip } from '@mantine/core';

const font = "-apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Helvetica, Arial, sans-serif";

/** Mantine, quietened: small radii, lines instead of shadows, motion under 150 ms. Colours come from `tokens.css`. */
export const theme = createTheme({
  fontFamily: font,
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace",
  headings: { fontFamily: font, fontWeight: '600' },
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '14px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '20px', xl: '28px' },
  spacing: { xs: '8px', sm: '8px', md: '16px', lg: '24px', xl: '32px' },
  defaultRadius: 6,
  primaryColor: 'night',
  primaryShade: { light: 7, dark: 6 },
  respectReducedMotion: true,
  cursorType: 'pointer',
  shadows: {
    xs: 'none',
    sm: 'none',
    md: '0 8px 24px rgb(0 0 0 / 12%)',
    lg: '0 8px 24px rgb(0 0 0 / 12%)',
    xl: '0 16px 48px rgb(0 0 0 / 20%)',
  },
  colors: {
    night: ['#efecfc', '#ded8f8', '#c6bcf3', '#b3a7ff', '#9485f0', '#7f6cea', '#6f5ae0', '#5b46c8', '#4f3abb', '#3d2c96'],
    red: ['#fdeceb', '#f9d2cf', '#f2b0ab', '#ff938a', '#e8695f', '#d6463b', '#c4342a', '#b0241c', '#981c15', '#7f150f'],
    gray: ['#f7f7f9', '#f1f1f5', '#e4e4ea', '#cfcfd8', '#b4b4c0', '#8b8c99', '#6b6c79', '#5a5b68', '#33343d', '#1b1b22'],
    dark: ['#ececf1', '#c9c9d2', '#a9aab7', '#74757f', '#40404b', '#2b2b34', '#1d1d23', '#17171c', '#121216', '#0c0c0f'],
  },
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm' },
      vars: () => ({ root: { '--button-height': '32px', '--button-padding-x': '12px' } }),
    }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', transitionProps: { duration: 100 }, position: 'bottom-end' } }),
    Modal: Modal.extend({
      defaultProps: {
        transitionProps: { duration: 120, transition: 'fade' },
        overlayProps: { backgroundOpacity: 0.4 },
        centered: false,
        yOffset: '12vh',
      },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 350,
        transitionProps: { duration: 80 },
        multiline: true,
        maw: 320,
        events: { hover: true, focus: true, touch: true },
      },
    }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    NumberInput: NumberInput.extend({ defaultProps: { size: 'sm' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'sm', autosize: false } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'sm' } }),
  },
});
