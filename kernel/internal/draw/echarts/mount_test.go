package echarts

import (
	"strings"
	"testing"

	"modernc.org/quickjs"
)

// fakePage is as much of a page as mounting a figure asks for. The function spoken lists what a screen reader finds.
const fakePage = `
function element() {
  return {
    attributes: {}, children: [], style: {}, classList: { add: function () {} }, clientWidth: 800,
    setAttribute: function (name, value) { this.attributes[name] = String(value); },
    getAttribute: function (name) { return this.attributes[name]; },
    replaceChildren: function () { this.children = [].slice.call(arguments); },
    appendChild: function (child) { this.children.push(child); child.parent = this; return child; },
    remove: function () { var me = this; if (me.parent) me.parent.children = me.parent.children.filter(function (c) { return c !== me }); },
    addEventListener: function (name, act) { this['on' + name] = act; },
    focus: function () {}, scrollIntoView: function () {},
  };
}
var document = { body: element(), createElement: function (tag) { var e = element(); e.tag = tag; return e; } };
document.createElementNS = function (space, tag) { return document.createElement(tag); };
function requestAnimationFrame() { return 1 }
function ResizeObserver() { this.observe = function () {} }
var MutationObserver = ResizeObserver;
var drawn = {};
function silent() { return { on: function () {} } }
var library = { init: function () {
  return { setOption: function (o) { drawn = o }, on: function () {}, getZr: silent };
} };
function spoken(json) {
  var host = element();
  mountFigure(library, host, JSON.parse(json));
  return host.children.map(function (c) { return (c.attributes.role || '') + ':' + (c.attributes['aria-label'] || '') + ':' + (c.textContent || '') }).join(' | ');
}`

func TestMountedFigureIsAnImageWithTitleAndCaption(t *testing.T) {
	vm, err := quickjs.NewVM()
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	for _, source := range []string{fakePage, Mount()} {
		if _, err := vm.Eval(source, quickjs.EvalGlobal); err != nil {
			t.Fatal(err)
		}
	}
	for option, want := range map[string]string{
		`{"title":{"text":"A & B"},"figure":{"caption":"About."},"series":[]}`: "img:A & B: | ::About. | ::",
		`{"title":[{"text":"first"},{"text":"second"}]}`:                       "img:first: | :: | ::",
		`{}`: "img:: | :: | ::",
		`{"title":{"text":"t","link":"javascript:a()","sublink":"b"}}`: "img:t: | :: | ::Left out of this figure, since it is not known to be harmless: title.link, title.sublink.",
	} {
		got, err := vm.Call("spoken", option)
		if err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", option, got, err, want)
		}
	}
	if got, err := vm.Eval("Object.keys(drawn).join()", quickjs.EvalGlobal); err != nil ||
		!strings.Contains(got.(string), "backgroundColor") {
		t.Errorf("nothing was drawn: %v, %v", got, err)
	}
}

// A library that remembers how many charts are alive and what the last one was told.
const countingLibrary = `
var alive = 0, told = [];
function counting() {
  return { init: function () {
    alive++;
    told = [];
    return {
      setOption: function (o) { told.push(JSON.stringify(o)) }, on: function () {}, getZr: silent, dispatchAction: function (a) { told.push(JSON.stringify(a)) },
      getOption: function () { return { legend: [{ selected: { a: false } }], dataZoom: [{ start: 10, end: 20 }] } },
      resize: function () { told.push('resize') }, dispose: function () { alive-- },
    };
  } };
}
var host = element(), steps = [];
var figure = mountFigure(counting(), host, { series: [] }, true);
steps.push(alive);
figure.wake(); figure.wake();
steps.push(alive, told.length);
figure.rest(); figure.rest();
steps.push(alive, host.chart === null);
figure.wake();
steps.push(alive, told.slice(1).join());
figure.rest();
figure.update({ title: { text: 'next' } });
steps.push(alive, host.children[0].attributes['aria-label']);
figure.wake();
steps.push(alive, told.length);`

func TestFigureAtRestHoldsNoChartAndKeepsWhatWasChosen(t *testing.T) {
	vm, err := quickjs.NewVM()
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	for _, source := range []string{fakePage, Mount(), countingLibrary} {
		if _, err := vm.Eval(source, quickjs.EvalGlobal); err != nil {
			t.Fatal(err)
		}
	}
	want := `0|1|1|0|true|1|{"legend":{"selected":{"a":false}}},{"type":"dataZoom","dataZoomIndex":0,"start":10,"end":20}|0|next|1|1`
	if got, err := vm.Eval("steps.join('|')", quickjs.EvalGlobal); err != nil || got != want {
		t.Errorf("got %v, %v\nwant %s", got, err, want)
	}
}
