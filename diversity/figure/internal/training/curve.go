package training

import (
	"fmt"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
	"tradeoff/diversity/recipe"
)

const (
	lossName = "training loss"
	rateName = "learning rate"
)

// Curve show the training loss of one pre-training and its learning rate.
func Curve(curve []recipe.CurvePoint) (chart.Parts, error) {
	if len(curve) == 0 {
		return chart.Parts{}, fmt.Errorf("%w: no points; a network with random weights has none", chart.ErrEmpty)
	}
	unknown := 0
	for _, p := range curve {
		if !scale.Finite(p.Loss) {
			unknown++
		}
	}
	if unknown == len(curve) {
		return chart.Parts{}, fmt.Errorf("%w: none of %s has a finite loss", chart.ErrEmpty,
			wording.Count(len(curve), "point"))
	}
	caption := wording.Sentences(trainingCaption(curve[len(curve)-1]), wording.LeftOut(unknown, "point", "loss"))
	return chart.Parts{Title: "Training curve", Caption: caption, Table: curveTable(curve), Option: curveOption(curve)},
		nil
}

func trainingCaption(last recipe.CurvePoint) string {
	text := fmt.Sprintf("Loss on the training images (left axis) and learning rate (right axis) during %s; each point is the mean since the point before.",
		wording.Count(last.Step, "update"))
	if !scale.Finite(last.Loss) || !scale.Finite(last.Accuracy) {
		return wording.Sentences(text, "It diverged: at the end there is no finite loss.")
	}
	return wording.Sentences(text, fmt.Sprintf("At the end: loss %s, %s%% of the training images classified rightly.",
		wording.Short(last.Loss), wording.Percent(last.Accuracy)))
}

func curveOption(curve []recipe.CurvePoint) chart.Option {
	entries := []chart.Entry{{Name: lossName, Icon: chart.LineIcon, Color: chart.SeriesColor(0)},
		{Name: rateName, Icon: chart.LineIcon, Color: chart.SeriesColor(1)}}
	x := chart.NewAxis("value", "updates").Pointing()
	x.Max = curve[len(curve)-1].Step
	loss := chart.NewAxis("value", "training loss (nats)").Vertical(44)
	rate := chart.NewAxis("value", "learning rate").Vertical(56).WithoutLines()
	rate.Position = "right"
	return chart.Option{
		Color: chart.Palette(), Legend: chart.Legend(entries), Toolbox: chart.Tools(true),
		Tooltip: chart.Tooltip{Show: true, Trigger: "axis"},
		Grid:    chart.StandardGrid(entries, 80),
		XAxis:   []chart.Axis{x}, YAxis: []chart.Axis{loss, rate},
		Series: []chart.Series{curveSeries(curve, lossName, 0), curveSeries(curve, rateName, 1)},
	}
}

// curveSeries is the loss (yAxis 0) or the rate (yAxis 1).
func curveSeries(curve []recipe.CurvePoint, name string, yAxis int) chart.Series {
	s := chart.Series{
		Name: name, Type: "line", YAxisIndex: yAxis, Color: chart.SeriesColor(yAxis), ShowSymbol: chart.Bool(len(curve) == 1),
		Symbol: "circle",
		Line:   &opts.LineStyle{Width: 2, Color: chart.SeriesColor(yAxis)}, Z: 3 - yAxis,
		Dimensions: []string{"update", name, "training accuracy %"},
		Encode:     map[string]any{"x": 0, "y": 1},
	}
	for _, p := range curve {
		value := p.Loss
		if yAxis == 1 {
			value = p.Rate
		}
		s.Data = append(s.Data, []any{p.Step, chart.OrGap(scale.RoundTo(value, 5)), chart.OrGap(scale.Percent(p.Accuracy))})
	}
	return s
}

// curveTable has at most about 20 rows, the last point always among them.
func curveTable(curve []recipe.CurvePoint) string {
	rows := [][]string{{"update", "loss", "accuracy %", "rate"}}
	step := (len(curve) + 19) / 20
	for i, p := range curve {
		if (len(curve)-1-i)%step == 0 {
			rows = append(rows, []string{fmt.Sprint(p.Step), fmt.Sprintf("%.4f", p.Loss), wording.Percent(p.Accuracy),
				fmt.Sprintf("%.4g", p.Rate)})
		}
	}
	return aligned.Rows(rows)
}
