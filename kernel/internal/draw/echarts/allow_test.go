package echarts

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"modernc.org/quickjs"
)

// allowed is what allowOption returns.
type allowed struct {
	Option map[string]any `json:"option"`
	Left   []string       `json:"left"`
}

// allower runs allowOption.
func allower(t *testing.T) func(option string) (allowed, error) {
	t.Helper()
	vm, err := quickjs.NewVM()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = vm.Close() })
	if _, err := vm.Eval(Allow+"\nfunction answer(json) { return JSON.stringify(allowOption(JSON.parse(json))) }",
		quickjs.EvalGlobal); err != nil {
		t.Fatal(err)
	}
	return func(option string) (a allowed, err error) {
		value, err := vm.Call("answer", option)
		if err != nil {
			return a, err
		}
		return a, json.Unmarshal([]byte(value.(string)), &a)
	}
}

// dangerous are addresses and code, which no allowed option holds; letters may look like HTML, since they are drawn.
var dangerous = []string{"evil.invalid", "image://", "javascript:", "function", `"hit":`, "renderItem",
	`"renderMode":"html"`, "__proto__", "onload=\\\"hit"}

func TestWhatCouldActIsLeftOut(t *testing.T) {
	var cases []struct {
		Name   string
		Left   []string
		Option json.RawMessage
	}
	content, err := os.ReadFile("testdata/hostile.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &cases); err != nil {
		t.Fatal(err)
	}
	allow := allower(t)
	for _, c := range cases {
		got, err := allow(string(c.Option))
		if err != nil || !reflect.DeepEqual(got.Left, c.Left) {
			t.Errorf("%s: left out %q (%v), want %q", c.Name, got.Left, err, c.Left)
		}
		kept, err := json.Marshal(got.Option)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range dangerous {
			if strings.Contains(string(kept), bad) {
				t.Errorf("%s: %s is still in %s", c.Name, bad, kept)
			}
		}
	}
}

func TestTooltipsAreLetters(t *testing.T) {
	got, err := allower(t)(`{"tooltip":{"formatter":"{b}<br/>{c}"},"series":[{"type":"line","tooltip":{},"data":[{"value":1,"tooltip":{"renderMode":"html"}}]}]}`)
	const want = `{"series":[{"data":[{"tooltip":{"renderMode":"richText"},"value":1}],"tooltip":{"renderMode":"richText"},"type":"line"}],` +
		`"tooltip":{"formatter":"{b}\n{c}","renderMode":"richText"}}`
	if kept, _ := json.Marshal(got.Option); err != nil || string(kept) != want || len(got.Left) > 0 {
		t.Errorf("got %s, %q, %v", kept, got.Left, err)
	}
}

func TestAllowedOptionsHaveBounds(t *testing.T) {
	allow := allower(t)
	options := map[string]string{
		"deep": `{"series":{"type":"tree","data":` + strings.Repeat(`[{"children":`, 100) + "[]" + strings.Repeat("}]",
			100) + `}}`,
		"a list": `[]`,
	}
	if testing.Short() {
		t.Log("with -short without an option of five million values")
	} else {
		options["large"] = `{"series":{"type":"line","data":[` + strings.Repeat("1,", 5_000_000) + `1]}}`
	}
	for name, option := range options {
		if got, err := allow(option); err == nil {
			t.Errorf("%s: allowed but for %q", name, got.Left)
		}
	}
	got, err := allow(`{"figure":{"width":-3,"height":1e9},"xAxis":{"splitNumber":1e9},"toolbox":{"feature":{"saveAsImage":{"pixelRatio":1e6}}}}`)
	const want = `{"figure":{"height":10000,"width":1},"toolbox":{"feature":{"saveAsImage":{"pixelRatio":8}}},"xAxis":{"splitNumber":500}}`
	if kept, _ := json.Marshal(got.Option); err != nil || string(kept) != want {
		t.Errorf("got %s, %v", kept, err)
	}
}

// Charts of other people are drawn as they are.
func TestOrdinaryChartsLoseNothing(t *testing.T) {
	allow := allower(t)
	for name, chart := range ordinaryCharts() {
		chart.Validate()
		option, err := json.Marshal(chart.JSON())
		if err != nil {
			t.Fatal(err)
		}
		if got, err := allow(string(option)); err != nil || len(got.Left) > 0 {
			t.Errorf("%s: left out %q, %v", name, got.Left, err)
		}
	}
}

type chart interface {
	Validate()
	JSON() map[string]any
}

func ordinaryCharts() map[string]chart {
	global := []charts.GlobalOpts{
		charts.WithTitleOpts(opts.Title{Title: "Title", Subtitle: "below", Left: "center"}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis",
			AxisPointer: &opts.AxisPointer{Type: "cross"}, Formatter: "{b}: {c}"}),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(true), Orient: "vertical", Right: "10%", Icon: "roundRect"}),
		charts.WithToolboxOpts(opts.Toolbox{Feature: &opts.ToolBoxFeature{
			SaveAsImage: &opts.ToolBoxFeatureSaveAsImage{Show: opts.Bool(true), Type: "png", Name: "name", Title: "save"},
			DataView: &opts.ToolBoxFeatureDataView{Show: opts.Bool(true), Title: "data",
				Lang: []string{"data", "close", "refresh"}},
		}}),
		charts.WithDataZoomOpts(opts.DataZoom{Type: "slider", Start: 10, End: 90}),
		charts.WithVisualMapOpts(opts.VisualMap{Calculable: opts.Bool(true), Max: 10,
			InRange: &opts.VisualMapInRange{Color: []string{"#50a3ba", "rgb(1, 2, 3)", "red"}}}),
		charts.WithXAxisOpts(opts.XAxis{Name: "x", AxisLabel: &opts.AxisLabel{Rotate: 30, Formatter: "{value} kg"},
			SplitLine: &opts.SplitLine{Show: opts.Bool(true)}}),
	}
	bar, line, scatter := charts.NewBar(), charts.NewLine(), charts.NewScatter()
	bar.SetGlobalOptions(global...)
	bar.SetXAxis([]string{"a", "b"}).AddSeries("s",
		[]opts.BarData{{Value: 1}, {Value: 2, ItemStyle: &opts.ItemStyle{Color: "rgba(1,2,3,0.5)"}}},
		charts.WithLabelOpts(opts.Label{Show: opts.Bool(true), Position: "top", Formatter: "{c}"}),
		charts.WithBarChartOpts(opts.BarChart{Stack: "all"}))
	line.SetXAxis([]string{"a", "b"}).AddSeries("s", []opts.LineData{{Value: 1, Symbol: "triangle"}, {Value: 2}},
		charts.WithAreaStyleOpts(opts.AreaStyle{Opacity: opts.Float(0.2)}),
		charts.WithMarkLineNameTypeItemOpts(opts.MarkLineNameTypeItem{Name: "mean", Type: "average"}),
		charts.WithMarkPointNameTypeItemOpts(opts.MarkPointNameTypeItem{Name: "most", Type: "max"}))
	scatter.SetXAxis([]string{"a"}).AddSeries("s", []opts.ScatterData{{Value: []float64{1, 2}, SymbolSize: 9}})
	pie, gauge, funnel, radar := charts.NewPie(), charts.NewGauge(), charts.NewFunnel(), charts.NewRadar()
	pie.AddSeries("s", []opts.PieData{{Name: "a", Value: 1}},
		charts.WithPieChartOpts(opts.PieChart{Radius: []string{"30%", "75%"}, RoseType: "area"}))
	gauge.AddSeries("s", []opts.GaugeData{{Name: "a", Value: 30}})
	funnel.AddSeries("s", []opts.FunnelData{{Name: "a", Value: 30}})
	radar.SetGlobalOptions(charts.WithRadarComponentOpts(opts.RadarComponent{Indicator: []*opts.Indicator{{Name: "a",
		Max: 3}}, SplitNumber: 3}))
	radar.AddSeries("s", []opts.RadarData{{Name: "a", Value: []int{1}}})
	graph, sankey, tree, treemap, sunburst := charts.NewGraph(), charts.NewSankey(), charts.NewTree(), charts.NewTreeMap(),
		charts.NewSunburst()
	graph.AddSeries("s", []opts.GraphNode{{Name: "a"}, {Name: "b"}}, []opts.GraphLink{{Source: "a", Target: "b"}},
		charts.WithGraphChartOpts(opts.GraphChart{Layout: "force", Force: &opts.GraphForce{Repulsion: 80},
			Roam: opts.Bool(true)}))
	sankey.AddSeries("s", []opts.SankeyNode{{Name: "a"}, {Name: "b"}},
		[]opts.SankeyLink{{Source: "a", Target: "b", Value: 1}})
	tree.AddSeries("s", []opts.TreeData{{Name: "a", Children: []*opts.TreeData{{Name: "b"}}}},
		charts.WithTreeOpts(opts.TreeChart{Layout: "orthogonal", Orient: "LR"}))
	treemap.AddSeries("s", []opts.TreeMapNode{{Name: "a", Value: 1}})
	sunburst.AddSeries("s", []opts.SunBurstData{{Name: "a", Value: 1,
		Children: []*opts.SunBurstData{{Name: "b", Value: 1}}}})
	box, candles, heat, effect := charts.NewBoxPlot(), charts.NewKLine(), charts.NewHeatMap(), charts.NewEffectScatter()
	box.SetXAxis([]string{"a"}).AddSeries("s", []opts.BoxPlotData{{Value: []int{1, 2, 3, 4, 5}}})
	candles.SetXAxis([]string{"a"}).AddSeries("s", []opts.KlineData{{Value: [4]float32{1, 2, 3, 4}}})
	heat.AddSeries("s", []opts.HeatMapData{{Value: [3]int{0, 0, 1}}})
	effect.SetXAxis([]string{"a"}).AddSeries("s", []opts.EffectScatterData{{Value: 1}},
		charts.WithRippleEffectOpts(opts.RippleEffect{Period: 4, Scale: 6, BrushType: "stroke"}))
	all := map[string]chart{}
	for i, c := range []chart{bar, line, scatter, pie, gauge, funnel, radar, graph, sankey, tree, treemap, sunburst, box,
		candles, heat, effect} {
		all[fmt.Sprintf("%d, %T", i, c)] = c
	}
	return all
}
