package echarts

import (
	"testing"

	"modernc.org/quickjs"
)

// Colours are replaced by colours, wherever they are, and nothing else by anything else.
func TestInDarkReplacesColoursAlone(t *testing.T) {
	vm, err := quickjs.NewVM()
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	for _, source := range []string{Dark, "function dark(json) { return JSON.stringify(inDark(JSON.parse(json))) }"} {
		if _, err := vm.Eval(source, quickjs.EvalGlobal); err != nil {
			t.Fatal(err)
		}
	}
	for option, want := range map[string]string{
		`{"a":"#000001"}`: `{"a":"#000001"}`,
		`{"figure":{"dark":{"#000001":"#0000ff"}},"color":["#000001","#000002"],"series":[{"data":[[1,2],{"itemStyle":{"color":"#000001"}},null,true]}]}`:                           `{"figure":{"dark":{"#000001":"#0000ff"}},"color":["#0000ff","#000002"],"series":[{"data":[[1,2],{"itemStyle":{"color":"#0000ff"}},null,true]}]}`,
		`{"figure":{"dark":{"x":"javascript:1","#000001":"image://http://a","constructor":"#000002","__proto__":{"y":"#000003"}}},"n":"x","c":"#000001","d":"constructor","e":"y"}`: `{"figure":{"dark":{"x":"javascript:1","#000001":"image://http://a","constructor":"#000002"}},"n":"x","c":"#000001","d":"constructor","e":"y"}`,
		`{"figure":{"dark":"#000001"},"c":"#000001"}`: `{"figure":{"dark":"#000001"},"c":"#000001"}`,
	} {
		if got, err := vm.Call("dark", option); err != nil || got != want {
			t.Errorf("%s:\n%v, %v, want\n%s", option, got, err, want)
		}
	}
}

// A figure of squares is lower where it is narrower.
func TestAFigureWithAShapeBecomesLower(t *testing.T) {
	vm, err := quickjs.NewVM()
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	const measure = `
function heights(json) {
  var all = [], host = element(), observer;
  var charts = { init: function (e, theme, size) { all.push(size.height); return { setOption: function () {}, getZr: silent, on: function () {} } } };
  var create = document.createElement;
  [0, 900, 600, 10].forEach(function (width) {
    document.createElement = function () { var e = create(); e.clientWidth = width; return e };
    mountFigure(charts, element(), JSON.parse(json));
  });
  document.createElement = create;
  return all.join();
}`
	for _, source := range []string{fakePage, Mount(), measure} {
		if _, err := vm.Eval(source, quickjs.EvalGlobal); err != nil {
			t.Fatal(err)
		}
	}
	for option, want := range map[string]string{
		`{"figure":{"width":800,"height":500}}`:                                  "500,500,500,500",
		`{"figure":{"width":800,"height":500,"shape":0.5}}`:                      "500,500,400,120",
		`{"figure":{"width":800,"height":500,"shape":0.5},"grid":{"right":128}}`: "500,500,450,155",
	} {
		if got, err := vm.Call("heights", option); err != nil || got != want {
			t.Errorf("%s: %v, %v, want %s", option, got, err, want)
		}
	}
}
