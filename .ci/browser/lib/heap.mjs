// What a page holds in memory, asked through the protocol of Chromium's developer tools.

// meter returns a function that collects garbage and then counts. The page must show a figure.
export async function meter(page) {
  const tools = await page.context().newCDPSession(page);
  await tools.send('Performance.enable');
  await tools.send('HeapProfiler.enable');
  return async () => {
    for (let i = 0; i < 3; i++) await tools.send('HeapProfiler.collectGarbage');
    const { metrics } = await tools.send('Performance.getMetrics');
    return {
      heap: metrics.find(metric => metric.name === 'JSHeapUsedSize').value / 2 ** 20,
      charts: await count(tools, "[...document.querySelectorAll('.echarts-figure')].find(node => node.chart).chart.constructor.prototype", 'chart => !chart.isDisposed()'),
      canvases: await count(tools, 'HTMLCanvasElement.prototype', 'canvas => canvas.width * canvas.height > 1'),
    };
  };
}

// count counts the objects on the heap, attached to the page or not, that have a prototype and satisfy a condition.
async function count(tools, prototype, condition) {
  const objectGroup = 'count';
  const { result } = await tools.send('Runtime.evaluate', { expression: prototype, objectGroup });
  const { objects } = await tools.send('Runtime.queryObjects', { prototypeObjectId: result.objectId, objectGroup });
  const answer = await tools.send('Runtime.callFunctionOn', {
    objectId: objects.objectId, returnByValue: true, functionDeclaration: `function () { return this.filter(${condition}).length; }`,
  });
  await tools.send('Runtime.releaseObjectGroup', { objectGroup });
  return answer.result.value;
}

export function describe({ heap, charts, canvases }) { return `${heap.toFixed(1)} MB of heap, ${charts} charts, ${canvases} canvases`; }
