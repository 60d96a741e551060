package figure

import (
	"fmt"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity/study"
)

const (
	lossName = "training loss"
	rateName = "learning rate"
)

// trainingParts show the training loss of one pre-training and its learning rate.
func trainingParts(curve []study.CurvePoint) (parts, error) {
	if len(curve) == 0 {
		return parts{}, fmt.Errorf("%w: no points; a network with random weights has none", errEmpty)
	}
	unknown := 0
	for _, p := range curve {
		if !known(p.Loss) {
			unknown++
		}
	}
	if unknown == len(curve) {
		return parts{}, fmt.Errorf("%w: none of %s has a finite loss", errEmpty, count(len(curve), "point"))
	}
	caption := sentences(trainingCaption(curve[len(curve)-1]), leftOut(unknown, "point", "loss"))
	return parts{title: "Training curve", caption: caption, table: curveTable(curve), option: curveOption(curve)}, nil
}

func trainingCaption(last study.CurvePoint) string {
	text := fmt.Sprintf("Loss on the training images (left axis) and learning rate (right axis) during %s; each point is the mean since the point before.",
		count(last.Step, "update"))
	if !known(last.Loss) || !known(last.Accuracy) {
		return sentences(text, "It diverged: at the end there is no finite loss.")
	}
	return sentences(text, fmt.Sprintf("At the end: loss %s, %s%% of the training images classified rightly.", short(last.Loss), points(last.Accuracy)))
}

func curveOption(curve []study.CurvePoint) option {
	entries := []entry{{lossName, lineIcon, seriesColor(0)}, {rateName, lineIcon, seriesColor(1)}}
	x := newAxis("value", "updates").pointing()
	x.Max = curve[len(curve)-1].Step
	loss := newAxis("value", "training loss (nats)").vertical(44)
	rate := newAxis("value", "learning rate").vertical(56).withoutLines()
	rate.Position = "right"
	return option{
		Color: palette(), Legend: legend(entries), Toolbox: tools(true), Tooltip: tooltip{Show: true, Trigger: "axis"},
		Grid:  standardGrid(entries, 80),
		XAxis: []axis{x}, YAxis: []axis{loss, rate},
		Series: []series{curveSeries(curve, lossName, 0), curveSeries(curve, rateName, 1)},
	}
}

// curveSeries is the loss (yAxis 0) or the rate (yAxis 1).
func curveSeries(curve []study.CurvePoint, name string, yAxis int) series {
	s := series{
		Name: name, Type: "line", YAxisIndex: yAxis, Color: seriesColor(yAxis), ShowSymbol: boolean(len(curve) == 1), Symbol: "circle",
		Line: &opts.LineStyle{Width: 2, Color: seriesColor(yAxis)}, Z: 3 - yAxis,
		Dimensions: []string{"update", name, "training accuracy %"},
		Encode:     map[string]any{"x": 0, "y": 1},
	}
	for _, p := range curve {
		value := p.Loss
		if yAxis == 1 {
			value = p.Rate
		}
		s.Data = append(s.Data, []any{p.Step, orGap(roundTo(value, 5)), orGap(percent(p.Accuracy))})
	}
	return s
}

// curveTable has at most about 20 rows, the last point always among them.
func curveTable(curve []study.CurvePoint) string {
	rows := [][]string{{"update", "loss", "accuracy %", "rate"}}
	step := (len(curve) + 19) / 20
	for i, p := range curve {
		if (len(curve)-1-i)%step == 0 {
			rows = append(rows, []string{fmt.Sprint(p.Step), fmt.Sprintf("%.4f", p.Loss), points(p.Accuracy), fmt.Sprintf("%.4g", p.Rate)})
		}
	}
	return alignColumns(rows)
}
