package estimate

import (
	"fmt"
	"math"

	"tradeoff/diversity/display"
)

// Fields are the estimate and its interval.
func (e Estimate) Fields() []display.Field {
	value := any(display.Number(e.Value))
	if math.IsNaN(e.Value) {
		value = "undetermined"
	}
	return append([]display.Field{{Name: "value", Value: value}}, e.Interval.Fields()...)
}

// Display reads "0.57 [0.41, 0.68]".
func (e Estimate) Display() display.Document {
	return display.Document{}.Add(display.Text(e.String() + e.Interval.Suffix()))
}

// Fields are the ends of the interval and its level.
func (i Interval) Fields() []display.Field {
	if !i.Known() {
		return []display.Field{{Name: "low"}, {Name: "high"}, {Name: "level"}}
	}
	return []display.Field{
		{
			Name:  "low",
			Value: display.Number(i.Low),
		}, {Name: "high", Value: display.Number(i.High)}, {Name: "level", Value: i.Percent()},
	}
}

// Display reads "[0.41, 0.68], 95% interval".
func (i Interval) Display() display.Document {
	return display.Document{}.Add(display.Text(i.String() + i.Suffix()))
}

// Suffix is ", 95% interval", to follow an estimate as text; empty if the interval is not known.
func (i Interval) Suffix() string {
	if !i.Known() {
		return ""
	}
	return ", " + i.Percent() + " interval"
}

// Percent is the level as text, "95%".
func (i Interval) Percent() string { return fmt.Sprintf("%.3g%%", 100*i.Level) }

// Label names what has the interval, "error % [95%]"; the bare name if it is not known.
func (i Interval) Label(name string) string {
	if !i.Known() {
		return name
	}
	return name + " [" + i.Percent() + "]"
}

// between adds the interval to the text of a value.
func between(value string, i Interval, write func(float64) string) string {
	if value == "" {
		return "undetermined"
	}
	if !i.Known() {
		return value
	}
	return fmt.Sprintf("%s [%s, %s]", value, write(i.Low), write(i.High))
}

// Percent writes an estimate of a share in percent, "12.3 [11.0, 13.7]".
func (e Estimate) Percent() string {
	return between(
		display.Percent(e.Value).String(),
		e.Interval,
		func(x float64) string { return display.Percent(x).String() },
	)
}

// Points writes an estimate of a difference of shares in points, "0.42 [0.00, 1.10]".
func (e Estimate) Points() string {
	return between(
		display.Points(e.Value).String(),
		e.Interval,
		func(x float64) string { return display.Points(x).String() },
	)
}

// Number writes an estimate with three significant digits, "22.6 [19, 27.1]".
func (e Estimate) Number() string {
	return between(
		display.Number(e.Value).String(),
		e.Interval,
		func(x float64) string { return display.Number(x).String() },
	)
}

// Count writes a real-valued number of classes or of images, of which 0 is as unbounded as infinity.
func (e Estimate) Count() string {
	write := func(x float64) string {
		if x == 0 {
			return "unbounded"
		}
		return display.Number(x).String()
	}
	return between(write(e.Value), e.Interval, write)
}
