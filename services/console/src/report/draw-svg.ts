const SIZE = { width: 1100, height: 560 };

/** Draws an echarts option as an SVG text, without a browser. */
export async function drawSvg(option: object, size = SIZE): Promise<string> {
  // Loaded when a picture is wanted: it is by far the largest thing that this uses.
  const { init } = await import("echarts");
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  try {
    chart.setOption({ backgroundColor: "#ffffff", animation: false, ...option });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
