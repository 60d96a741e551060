package echarts

import (
	"encoding/json"
	"strings"
	"testing"

	"modernc.org/quickjs"
)

// clicking mounts a figure with what is behind its points and does what a reader would do. The function seen lists the
// letters that are shown, and drawings by their tags.
const clicking = `
var events = {};
var clickable = { init: function () {
  return {
    setOption: function () {}, resize: function () {}, on: function (name, act) { events[name] = act },
    getZr: function () { return { on: function (name, act) { events['zr' + name] = act } } },
    getOption: function () { return shownOption },
    convertToPixel: function (of, value) { return value === 'no axes' ? undefined : [100 * of.seriesIndex + value[0], value[1]] },
  };
} };
// what is drawn: points at (10, 20), (30, 20) and (35, 20), and at (110, 20) and (205, 20)
var shownOption = { legend: [{ selected: { hidden: false } }], series: [
  { name: 'a', data: [[10, 20], '-', { value: [30, 20] }] }, { name: 'hidden', data: [[10, 20]] },
  { name: 'b', data: [[5, 20], [-165, 20], 'no axes'] } ] };
var page = element(), mounted = null;
function mount(json, option) {
  page = element();
  mounted = mountFigure(clickable, page, option ? JSON.parse(option) : { series: [] }, false, JSON.parse(json));
  return seen();
}
function slide(frame) { events.timelinechanged({ currentIndex: frame }); return seen(); }
function all(node, what, found) {
  found = found || [];
  if (what(node)) found.push(node);
  if (node.style.display ? node.style.display !== 'none' : !/display:none/.test(node.style.cssText)) node.children.forEach(function (child) { all(child, what, found) });
  return found;
}
function seen() {
  var area = page.children[3];
  if (!area) return 'nothing';
  return all(area, function (n) { return n.tag !== 'select' && n.tag !== 'option' && (n.textContent || n.tag === 'svg' || n.tag === 'img') })
    .map(function (n) { return n.textContent || n.tag }).join('|');
}
function click(series, item) {
  events.click({ componentType: 'series', seriesIndex: series, dataIndex: item });
  return seen();
}
// ECharts names what is hit, if anything is, before its canvas says where.
function clickAt(x, y, hit) {
  if (hit) events.click({ componentType: 'series', seriesIndex: hit[0], dataIndex: hit[1] });
  events.zrclick({ offsetX: x, offsetY: y });
  return seen();
}
function list() { return all(page.children[3], function (n) { return n.tag === 'select' })[0]; }
function choose(value) { list().value = value; list().onchange(); return seen(); }
function options() {
  return list().children.map(function (o) {
    return o.tag === 'optgroup' ? '[' + o.label + ': ' + o.children.map(function (o) { return o.value + ' ' + o.textContent }).join('|') + ']' : o.value + ' ' + o.textContent;
  }).join('|');
}
function press(key) { list().onkeydown({ key: key }); return seen(); }
function close() { all(page.children[3], function (n) { return n.tag === 'button' })[0].onclick(); return seen(); }
function update() { mounted.update({ series: [] }); return seen(); }
function attributes() {
  return all(page.children[3], function (n) { return true }).map(function (n) { return JSON.stringify(n.attributes) + (n.src || '') }).join();
}
`

// readers is an engine in which a figure can be clicked.
func readers(t *testing.T) func(function string, arguments ...any) string {
	t.Helper()
	vm, err := quickjs.NewVM()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { vm.Close() })
	for _, source := range []string{fakePage, Mount(), clicking} {
		if _, err := vm.Eval(source, quickjs.EvalGlobal); err != nil {
			t.Fatal(err)
		}
	}
	return func(function string, arguments ...any) string {
		t.Helper()
		got, err := vm.Call(function, arguments...)
		if err != nil {
			t.Fatalf("%s(%v): %v", function, arguments, err)
		}
		text, ok := got.(string)
		if !ok {
			t.Fatalf("%s(%v): %v", function, arguments, got)
		}
		return text
	}
}

const twoSizes = `{"points":[[0,0,0],[0,2,1],[3,1,1]],"sizes":[
	{"name":"K = 2","mean":"20%","head":["repeat","error %"],"rows":[["0","19.0"],["1","21.0"]],"notes":["By hand."]},
	{"name":"K = 8","mean":"10%","head":[],"rows":[],"lines":[{"name":"repeat 0","at":[1,2.5,40,0.5]}],
		"sheet":"data:image/png;base64,AAAA","about":"Images."}]}`

// A click on a point, or a choice from the list, opens what is behind it; Escape and the button close it.
func TestClickShowsTheRuns(t *testing.T) {
	do := readers(t)
	const prompt = "Runs of a point: click on it, or choose"
	const first = prompt + "|×|K = 2|: 20%|repeat|error %|0|19.0|1|21.0|By hand."
	const second = prompt + "|×|K = 8|: 10%|svg|2.5|0|40 updates|repeat 0|Training loss:|— repeat 0|img|Images."
	for _, step := range []struct{ got, want string }{
		{do("mount", twoSizes), prompt},
		{do("options"), "-1 none|0 K = 2: 20%|1 K = 8: 10%"},
		{do("click", 0, 0), first},
		{do("click", 3, 1), second},
		{do("click", 0, 1), second}, // a gap, or what is no size
		{do("press", "Escape"), prompt},
		{do("choose", "1"), second},
		{do("close"), prompt},
		{do("choose", "0"), first},
		{do("update"), "nothing"}, // the next figure has nothing behind its points
	} {
		if strings.ReplaceAll(step.got, "\u00a0", " ") != step.want {
			t.Errorf("%s\nwant %s", step.got, step.want)
		}
	}
}

// Runs of several sets: those of one curve have a heading in the list, those that one point is of are shown together.
func TestClickShowsTheRunsOfSets(t *testing.T) {
	do := readers(t)
	sizes := `"sizes":[{"name":"K = 2","group":"plain","mean":"20%"},{"name":"K = 2","group":"other","mean":"10%"},
		{"name":"K = 8","group":"plain","mean":"30%"}]`
	const prompt = "Runs of a point: click on it, or choose"
	for _, step := range []struct{ got, want string }{
		{do("mount", `{"points":[[0,0,0],[1,0,1],[0,1,2]],`+sizes+`}`), prompt},
		{do("options"), "-1 none|[plain: 0 K = 2: 20%|2 K = 8: 30%]|[other: 1 K = 2: 10%]"},
		{do("click", 1, 0), prompt + "|×|K = 2, other|: 10%"},
		{do("mount", `{"points":[[0,0,0],[0,0,1],[0,2,2]],`+sizes+`}`), prompt},
		{do("options"), "-1 none|0 K = 2: plain and other|[plain: 1 K = 8: 30%]"},
		{do("click", 0, 0), prompt + "|×|K = 2, plain|: 20%|K = 2, other|: 10%"},
		{do("click", 0, 2), prompt + "|×|K = 8, plain|: 30%"},
		{do("click", 0, 1), prompt + "|×|K = 8, plain|: 30%"}, // no size
	} {
		if step.got != step.want {
			t.Errorf("%s\nwant %s", step.got, step.want)
		}
	}
}

// A tooltip over a point, which takes the click, does not keep its runs from opening; a series that is not shown has no points.
func TestClickBelowATooltip(t *testing.T) {
	do := readers(t)
	const data = `{"points":[[0,0,0],[0,2,1],[1,0,2],[2,0,3],[2,1,4],[2,2,0],[2,9,0],[9,0,0],[0,1,0]],"sizes":[{"name":"A"},{"name":"B"},{"name":"C"},{"name":"D"},{"name":"E"}]}`
	const prompt = "Runs of a point: click on it, or choose"
	for _, step := range []struct{ got, want string }{
		{do("mount", data), prompt},
		{do("clickAt", 60, 20), prompt}, // far from all
		{do("clickAt", 13, 18), prompt + "|×|A"},
		{do("clickAt", 110, 20), prompt + "|×|A"}, // is hidden
		{do("clickAt", 31, 20), prompt + "|×|B"},
		{do("clickAt", 34, 20), prompt + "|×|E"},
		{do("clickAt", 32, 20, []any{2.0, 1.0}), prompt + "|×|E"}, // what is hit counts
		{do("clickAt", 205, 20), prompt + "|×|D"},
		{do("clickAt", 110, 20), prompt + "|×|D"},
		{do("mount", "null"), "nothing"},
		{do("clickAt", 13, 18), "nothing"},
		{do("mount", `{"points":[[0,0,0,0],[0,0,1,1]],"sizes":[{"name":"A"},{"name":"B"}]}`, `{"timeline":{"currentIndex":1}}`), prompt},
		{do("clickAt", 13, 18), prompt + "|×|B"},
	} {
		if step.got != step.want {
			t.Errorf("%s\nwant %s", step.got, step.want)
		}
	}
}

// What a size shares with another is there once. An index of nothing is nothing.
func TestSharedCurvesAndImages(t *testing.T) {
	do := readers(t)
	const prompt = "Runs of a point: click on it, or choose"
	do("mount", `{"points":[[0,0,0],[0,1,1],[0,2,2]],"sizes":[{"name":"K","lines":[{"name":"a","at":[1,2]}],"sheet":"data:image/png;base64,AAAA","about":"Images."},
		{"name":"L","lines":0,"sheet":0,"notes":[1,-1,1e9,0.5,"own"]},{"name":"M","lines":9,"sheet":-1,"notes":[0]}],"texts":[{"a":1},"<b>"]}`)
	for item, want := range []string{"|×|K|svg|2|0|1 updates|a|Training loss:|— a|img|Images.", "|×|L|<b>|own|svg|2|0|1 updates|a|Training loss:|— a|img|Images.", "|×|M"} {
		if got := strings.ReplaceAll(do("click", 0, item), "\u00a0", " "); got != prompt+want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

// At one place of a slider is another point in each frame. The list has those of all frames.
func TestClickShowsTheRunsOfTheFrame(t *testing.T) {
	do := readers(t)
	const data = `{"points":[[0,0,0,0],[0,0,1,1],[2,5,0,2]],"sizes":[{"name":"K = 2","group":"N: 64","mean":"20%"},{"name":"K = 4","group":"N: 128"}]}`
	const prompt = "Runs of a point: click on it, or choose"
	const first, second = prompt + "|×|K = 2, N: 64|: 20%", prompt + "|×|K = 4, N: 128"
	for _, step := range []struct{ got, want string }{
		{do("mount", data, `{"timeline":{"currentIndex":1,"data":["64","128","256"]},"options":[{},{},{}]}`), prompt},
		{do("options"), "-1 none|[N: 64: 0 K = 2: 20%]|[N: 128: 1 K = 4]"},
		{do("click", 0, 0), second},
		{do("slide", 0), second}, // stays until another is asked for
		{do("click", 0, 0), first},
		{do("slide", 2), first},
		{do("press", "Escape"), prompt},
		{do("click", 0, 0), prompt}, // nothing is here in this frame
		{do("click", 2, 5), first},
		{do("slide", 1), first},
		{do("click", 2, 5), first},
		{do("mount", data), prompt},
		{do("click", 0, 0), first}, // without a slider the first frame
	} {
		if step.got != step.want {
			t.Errorf("%s\nwant %s", step.got, step.want)
		}
	}
}

// What was written by somebody else is letters, numbers and pictures as data, within bounds, or nothing.
func TestHostileRunsDoNothing(t *testing.T) {
	do := readers(t)
	for _, data := range []string{`null`, `1`, `"x"`, `[]`, `{}`, `{"points":{},"sizes":[]}`, `{"points":[[0,0,0]],"sizes":[]}`,
		`{"points":[[0,0,-1],[0,0,"0"],[0],[0,0,1e99],[0,0,5]],"sizes":[{}]}`, `{"points":"aaa","sizes":"bbb"}`,
		`{"points":[[0,0,0,-1],[0,0,0,"0"],[0,0,0,{}],[0,0,0,null]],"sizes":[{}]}`} {
		if got := do("mount", data); got != "nothing" {
			t.Errorf("%s: %s", data, got)
		}
	}
	hostile := `{"points":[[0,0,0]],"sizes":[{"group":{"toString":1},"name":"<img src=x onerror=a()>","mean":{"toString":1},"head":[{},1,null],
		"rows":["abc",null,[["x"],{"a":1}]],"notes":[1,"<script>a()</script>"],"__proto__":{"sheet":"javascript:a()"},
		"lines":[null,{"name":"x","at":[1]},{"name":"y","at":[1,"x"]},{"name":"z","at":"12"},{"name":"w","at":[-5,-1]}],
		"sheet":"data:image/svg+xml;base64,AAAA","about":5}]}`
	do("mount", hostile)
	got := do("click", 0, 0)
	if !strings.Contains(got, "<img src=x onerror=a()>") || !strings.Contains(got, "<script>a()</script>") || strings.Contains(got, "|img") {
		t.Errorf("not as letters: %s", got)
	}
	if at := do("attributes"); strings.Contains(at, "svg+xml") || strings.Contains(at, "javascript") {
		t.Errorf("an address in %s", at)
	}
	for _, sheet := range []string{"https://a/b.png", "//a", "javascript:a()", "data:text/html;base64,AAAA", "data:image/png;base64,AA\" onload=a()",
		" data:image/png;base64,AAAA", "data:image/png;base64,", strings.Repeat("data:image/png;base64,", 2)} {
		text, err := json.Marshal(map[string]any{"points": [][]int{{0, 0, 0}}, "sizes": []any{map[string]any{"name": "K", "sheet": sheet}}})
		if err != nil {
			t.Fatal(err)
		}
		do("mount", string(text))
		if got := do("click", 0, 0); strings.Contains(got, "img") {
			t.Errorf("%s is shown: %s", sheet, got)
		}
	}
}

// However much somebody else writes, a panel has its bounds.
func TestManyRunsAreBounded(t *testing.T) {
	do := readers(t)
	rows := make([][]string, 300)
	for i := range rows {
		rows[i] = make([]string, 40)
		for j := range rows[i] {
			rows[i][j] = "x"
		}
	}
	text, err := json.Marshal(map[string]any{"points": [][]int{{0, 0, 0}},
		"sizes": []any{map[string]any{"name": strings.Repeat("n", 1e6), "rows": rows}}})
	if err != nil {
		t.Fatal(err)
	}
	do("mount", `{"points":[`+strings.Repeat("[0,0,0],", 19999)+`[0,0,0]],"sizes":[{"name":"K"}]}`)
	if n := strings.Count(do("click", 0, 0), "|K"); n != 6 {
		t.Errorf("%d sets of runs at one place", n)
	}
	do("mount", string(text))
	got := do("click", 0, 0)
	if n := strings.Count(got, "|x"); n != 200*30 || len(got) > 30000 {
		t.Errorf("%d cells, %d bytes", n, len(got))
	}
}
