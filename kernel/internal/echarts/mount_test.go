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
    appendChild: function (child) { this.children.push(child); },
  };
}
var document = { body: element(), createElement: element };
function requestAnimationFrame() { return 1 }
function ResizeObserver() { this.observe = function () {} }
var MutationObserver = ResizeObserver;
var drawn = {};
var library = { init: function () { return { setOption: function (o) { drawn = o }, on: function () {} } } };
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
	for _, source := range []string{fakePage, Mount} {
		if _, err := vm.Eval(source, quickjs.EvalGlobal); err != nil {
			t.Fatal(err)
		}
	}
	for option, want := range map[string]string{
		`{"title":{"text":"A & B"},"figure":{"caption":"About."},"series":[]}`: "img:A & B: | ::About.",
		`{"title":[{"text":"first"},{"text":"second"}]}`:                       "img:first: | ::",
		`{}`: "img:: | ::",
	} {
		got, err := vm.Call("spoken", option)
		if err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", option, got, err, want)
		}
	}
	if got, err := vm.Eval("Object.keys(drawn).join()", quickjs.EvalGlobal); err != nil || !strings.Contains(got.(string), "backgroundColor") {
		t.Errorf("nothing was drawn: %v, %v", got, err)
	}
}
