// The JupyterLab side: a renderer for figures, registered as a prebuilt extension. The file is what a bundler would make of
// an extension (a module federation container: init and get), written by hand so that nothing has to be built.
(function () {
  'use strict';
  var NAME = 'diversity-figures';
  var MIME = 'application/vnd.echarts.v1+json';
  var RUNS = 'application/vnd.diversity.runs+json'; // beside it, what is behind its points
  var folder = (document.currentScript && document.currentScript.src || '').replace(/[^\/]*$/, '');
  var shared = null;  // the modules that JupyterLab shares with extensions
  var library = null; // promise of ECharts, loaded with the first figure of a page

  function loadLibrary() {
    if (!library) {
      library = fetch(folder + 'echarts.min.js').then(function (reply) {
        if (!reply.ok) throw new Error('echarts.min.js: ' + reply.status + ' ' + reply.statusText);
        return reply.text();
      }).then(function (source) {
        var exports = {}; // neither a global nor a module of a loader that happens to be in the page
        new Function('exports', 'module', 'define', source)(exports, {}, undefined);
        return exports;
      });
      library.catch(function () { library = null; }); // try again with the next figure
    }
    return library;
  }

  // The same figure has the same identity each time it is drawn (FNV-1a of its text).
  function identity(text) {
    var hash = 0x811c9dc5;
    for (var i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return (hash >>> 0).toString(16);
  }

  // decoded is a value that is sent as JSON or as its text; nothing of what cannot be read.
  function decoded(data) {
    try {
      return typeof data === 'string' ? JSON.parse(data) : data;
    } catch (problem) {
      return undefined;
    }
  }

  function makeExtension(Widget) {
    class FigureRenderer extends Widget {
      constructor(options) {
        super();
        this.mimeType = options.mimeType;
        this.figure = null;
        this.sight = null;
      }

      async renderModel(model) {
        var data = model.data[this.mimeType];
        var text = typeof data === 'string' ? data : JSON.stringify(data);
        var runs = decoded(model.data[RUNS]);
        try {
          var echarts = await loadLibrary();
          if (this.isDisposed) return;
          this.node.setAttribute('data-figure', identity(text));
          if (this.figure) this.figure.update(JSON.parse(text), runs);
          else this.watch(mountFigure(echarts, this.node, JSON.parse(text), true, runs));
        } catch (problem) {
          this.fail(problem);
        }
      }

      // watch draws the figure while it is in or near the view. JupyterLab keeps all cells of a long notebook in its page.
      watch(figure) {
        this.figure = figure;
        this.sight = new IntersectionObserver(changes => {
          try {
            if (changes[changes.length - 1].isIntersecting) figure.wake();
            else figure.rest();
          } catch (problem) {
            this.fail(problem);
          }
        }, { rootMargin: '1000px', scrollMargin: '1000px' });
        this.sight.observe(this.node);
      }

      fail(problem) {
        this.release();
        this.node.textContent = 'This figure could not be drawn: ' + problem.message;
      }

      release() {
        if (this.sight) this.sight.disconnect();
        if (this.figure) this.figure.dispose();
        this.sight = this.figure = null;
      }

      dispose() {
        this.release();
        super.dispose();
      }
    }
    return {
      id: NAME + ':renderer',
      rendererFactory: { safe: true, mimeTypes: [MIME], createRenderer: function (options) { return new FigureRenderer(options); } },
      rank: 0,
      dataType: 'json',
    };
  }

  async function sharedModule(name) {
    var versions = shared[name];
    return (await versions[Object.keys(versions)[0]].get())();
  }

  async function makePlugins(Widget) {
    var notebook = await sharedModule('@jupyterlab/notebook');
    return [
      makeControlsPlugin(Widget, (await sharedModule('@jupyterlab/rendermime')).IRenderMimeRegistry, notebook.INotebookTracker),
      makeCellsPlugin(notebook.INotebookTracker, notebook.NotebookActions),
    ];
  }

  // JupyterLab asks for the parts that package.json names: the renderer of figures, and the plugins for controls and for cells.
  async function extensionModule(part) {
    var Widget = (await sharedModule('@lumino/widgets')).Widget;
    var extension = part === './mimeExtension' ? makeExtension(Widget) : await makePlugins(Widget);
    return function () { return { __esModule: true, default: extension }; };
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = {
    init: function (scope) { shared = scope; },
    get: extensionModule,
  };
})();
