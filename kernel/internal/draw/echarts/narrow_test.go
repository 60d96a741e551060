package echarts

import (
	"testing"

	"modernc.org/quickjs"
)

// What is narrower than a figure was made for gets it changed, and what is not gets it as it is.
func TestInWidthChangesWhatHasLessRoom(t *testing.T) {
	vm, err := quickjs.NewVM()
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	const narrowed = "function narrowed(json, width) { return JSON.stringify(inWidth(JSON.parse(json), width, '#ffffff')) }"
	for _, source := range []string{narrow, narrowed} {
		if _, err := vm.Eval(source, quickjs.EvalGlobal); err != nil {
			t.Fatal(err)
		}
	}
	const long = `"name":"number of classes K (log scale), with n = N / K images"`
	for _, c := range []struct {
		option string
		width  int
		want   string
	}{
		{`{"title":{"text":"t"}}`, 860, `{"title":{"text":"t"}}`},
		{`{"title":{"text":"t"}}`, 780, `{"title":{"text":"t"}}`},
		{`{"figure":{"width":380},"title":{"text":"t"}}`, 366, `{"figure":{"width":380},"title":{"text":"t"}}`},
		{`{"title":{"text":"t"}}`, 0, `{"title":{"text":"t"}}`},
		{`{"title":[{"text":"t"},null]}`, 366, `{"title":[{"text":"t","top":0,"textStyle":{"fontSize":13,"lineHeight":15,` +
			`"width":342,"height":30,"overflow":"break","lineOverflow":"truncate"}},null]}`},
		{`{"toolbox":{"top":0}}`, 366, `{"toolbox":{"top":0,"show":false}}`},
		{`{"grid":{"bottom":56},"xAxis":[{` + long + `}]}`, 366, `{"grid":{"bottom":72},"xAxis":[{"name":"number of classes K (log` +
			`\nscale), with n = N / K images","axisLabel":{"hideOverlap":true},"nameTextStyle":{"lineHeight":16}}]}`},
		{`{"grid":{"bottom":56},"xAxis":{` + long + `}}`, 700, `{"grid":{"bottom":56},"xAxis":{` + long +
			`,"axisLabel":{"hideOverlap":true}}}`},
		{`{"grid":[{},{}],"legend":{"data":[]},"xAxis":[{"name":"number of classes (log)"}]}`, 300,
			`{"grid":[{},{}],"legend":{"data":[],"type":"scroll","left":12,"itemGap":6,"itemWidth":12,` +
				`"textStyle":{"fontSize":10}},"xAxis":[{"name":"number of classes (log)",` +
				`"axisLabel":{"hideOverlap":true},"nameTextStyle":{"fontSize":10}}]}`},
		{`{"grid":{"left":200},"yAxis":[{"type":"category"},{"type":"category","position":"right"}]}`, 366,
			`{"grid":{"left":132},"yAxis":[{"type":"category","axisLabel":{"hideOverlap":false,"fontSize":10,"lineHeight":11,` +
				`"width":114,"overflow":"break"}},{"type":"category","position":"right","axisLabel":{"hideOverlap":true}}]}`},
		{`{"figure":{"width":800,"shape":1},"grid":{"right":300},"visualMap":{"right":200},"legend":{"right":"9"}}`, 600,
			`{"figure":{"width":800,"shape":1},"grid":{"right":126},"visualMap":{"right":26},"legend":{"right":8}}`},
		{`{"title":{"text":"t","bottom":6}}`, 366, `{"title":{"text":"t","bottom":6}}`},
		{`{"series":[{"type":"heatmap","data":[{"value":1,"label":{"color":"#000000"}},[1]]}]}`, 366,
			`{"series":[{"type":"heatmap","data":[{"value":1,"label":{"show":false}},[1]],"labelLayout":{"hideOverlap":true},` +
				`"label":{"show":false}}]}`},
		{`{"series":[{"type":"scatter","data":[[1,2],{"value":[1,2],"label":{"color":"#000001"}},{"label":{"backgroundColor":"#ffffff"}}]},{"type":"line"}]}`, 366,
			`{"series":[{"type":"scatter","data":[[1,2],{"value":[1,2],"label":{"color":"#000001","textBorderColor":"#ffffff",` +
				`"textBorderWidth":3}},{"label":{"backgroundColor":"#ffffff","show":false}}],"labelLayout":{"hideOverlap":true},` +
				`"label":{"textBorderColor":"#ffffff","textBorderWidth":3}},` +
				`{"type":"line","labelLayout":{"hideOverlap":true}}]}`},
		{`{"grid":{"right":128},"visualMap":[{"right":8}],"series":[{"type":"scatter","symbolSize":17}]}`, 366, `{"grid":{"right":94},` +
			`"visualMap":[{"right":8,"itemWidth":10,"textGap":4,"textStyle":{"fontSize":10}}],"series":[{"type":"scatter","symbolSize":10,` +
			`"labelLayout":{"hideOverlap":true},"label":{"textBorderColor":"#ffffff","textBorderWidth":3}}]}`},
		{`{"grid":{"right":128},"visualMap":[{"right":8}]}`, 700, `{"grid":{"right":128},"visualMap":[{"right":8}]}`},
		{`{"baseOption":{"grid":[{"bottom":140}]},"options":[{"xAxis":{` + long + `}}]}`, 366, `{"baseOption":{"grid":[{"bottom":156}]},` +
			`"options":[{"xAxis":{"name":"number of classes K (log` + `\nscale), with n = N / K images","axisLabel":{"hideOverlap":true},` +
			`"nameTextStyle":{"lineHeight":16}}}]}`},
		{`{"timeline":{},"grid":[{"bottom":146}],"options":[{"xAxis":{` + long + `}}]}`, 366,
			`{"timeline":{},"grid":[{"bottom":162}],"options":[{"xAxis":{"name":"number of classes K (log\nscale), with n = N / K ` +
				`images","axisLabel":{"hideOverlap":true},"nameTextStyle":{"lineHeight":16}}}]}`},
		{`{"timeline":{},"grid":[{},{}],"options":[{"xAxis":{"name":"n"}}]}`, 366,
			`{"timeline":{},"grid":[{},{}],"options":[{"xAxis":{"name":"n","axisLabel":{"hideOverlap":true}}}]}`},
		{`{"baseOption":{"toolbox":{}},"options":[{"title":3},{}]}`, 366,
			`{"baseOption":{"toolbox":{"show":false}},"options":[{"title":3},{}]}`},
	} {
		if got, err := vm.Call("narrowed", c.option, c.width); err != nil || got != c.want {
			t.Errorf("%s in %d pixels:\n%v, %v, want\n%s", c.option, c.width, got, err, c.want)
		}
	}
}
