package probe

import (
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Fields are the probe and what it chooses from.
func (r Ridge) Fields() []display.Field {
	return []display.Field{{Name: "probe", Value: r.Kind()}, {Name: "chosen from", Value: strengthsText(r.Sweep())}}
}

func strengthsText(strengths []float64) string {
	return fmt.Sprintf("%d strengths, %.3g to %.3g", len(strengths), strengths[0], strengths[len(strengths)-1])
}

// Fields are the probe and what it chooses from.
func (l Logistic) Fields() []display.Field {
	return []display.Field{{Name: "probe", Value: l.Kind()}, {Name: "chosen from", Value: strengthsText(l.Sweep())}}
}

// Fields are the probe and what it chooses from.
func (p KNN) Fields() []display.Field {
	choice := "k = " + strings.Trim(strings.ReplaceAll(fmt.Sprint(p.Sweep()), " ", ", "), "[]")
	return []display.Field{{Name: "probe", Value: p.Kind()}, {Name: "chosen from", Value: choice}}
}

// Fields are the probe and what it chooses from.
func (l LinearSGD) Fields() []display.Field {
	rates := l.Sweep()
	choice := fmt.Sprintf("%d rates, %.3g to %.3g, %d steps", len(rates), rates[0], rates[len(rates)-1], l.steps())
	return []display.Field{{Name: "probe", Value: l.Kind()}, {Name: "chosen from", Value: choice}}
}

// Fields are the probe, its length and what it chooses from.
func (f FineTune) Fields() []display.Field { return tuningFields(f, f) }

// Fields are the probe, its length and what it chooses from.
func (l LinearFineTune) Fields() []display.Field { return tuningFields(l, l.tuning()) }

func tuningFields(p Probe, f FineTune) []display.Field {
	rates := f.Sweep()
	choice := fmt.Sprintf("%d rates, %.3g to %.3g", len(rates), rates[0], rates[len(rates)-1])
	if len(rates) == 1 {
		choice = "nothing to choose"
	}
	fields := []display.Field{{Name: "probe", Value: p.Kind()}, {Name: "chosen from", Value: choice}}
	return append(fields, f.how(slices.Max(rates)).Fields()...)
}

// Fields are what a table of heads shows.
func (h Head) Fields() []display.Field {
	return []display.Field{{Name: "classes", Value: len(h.Offset)}, {Name: "weights", Value: len(h.Weights)}}
}

// Fields are the images, the recipe and how batches are normalised.
func (t Tuning) Fields() []display.Field {
	statistics := "of each batch"
	if t.KeepStatistics {
		statistics = "of pre-training"
	}
	fields := []display.Field{{Name: "images", Value: t.Train.Len()}, {Name: "statistics", Value: statistics}}
	return append(fields, t.Recipe.Fields()...)
}

// Fields are those of the head.
func (t Tuned) Fields() []display.Field { return t.Head.Fields() }

// Fields are what a table of candidates shows.
func (c Candidate) Fields() []display.Field {
	fields := []display.Field{
		{Name: "setting", Value: display.Number(c.Value)}, {Name: "wrong", Value: c.Wrong}, {Name: "of", Value: c.Of},
		{Name: "error %"}, {Name: "times chosen", Value: c.Chosen},
	}
	if c.Of > 0 {
		fields[3].Value = display.Percent(c.Error())
	}
	return fields
}

// Fields are the probe.
func (p NearestMean) Fields() []display.Field {
	return []display.Field{{Name: "probe", Value: p.Kind()}, {Name: "chosen from", Value: "nothing to choose"}}
}

// Fields are what a table of scores shows.
func (s Score) Fields() []display.Field {
	fields := []display.Field{
		{Name: "wrong", Value: s.Wrong},
		{Name: "tested", Value: s.Tested},
		{Name: "error %"},
		{Name: "strength"},
	}
	if s.Tested > 0 {
		fields[2].Value = display.Percent(s.Error())
	}
	if s.Strength > 0 {
		fields[3].Value = display.Number(s.Strength)
	}
	return fields
}

// Fields are what a table of predictions shows.
func (p Prediction) Fields() []display.Field {
	return []display.Field{
		{Name: "images", Value: len(p.Labels)},
		{Name: "strength", Value: display.Number(p.Strength)},
	}
}

// Display is what the images were taken for.
func (p Prediction) Display() display.Document {
	return display.Document{}.Add(
		display.Facts(p.Fields()),
		display.Rows(
			"",
			[]string{"image", "taken for class"},
			len(p.Labels),
			func(i int) []any { return []any{i, p.Labels[i]} },
		),
		display.TableOf("Chosen from", p.Candidates),
	)
}

// Fields are the scores that the probe gives, in percent.
func (s Scores) Fields() []display.Field {
	var fields []display.Field
	for _, score := range diversity.Scores() {
		if value := s[score]; value != nil {
			fields = append(fields, display.Field{Name: score.Label() + " %", Value: display.Percent(*value)})
		}
	}
	return fields
}

// Display is the scores.
func (s *Scoring) Display() display.Document {
	return display.Document{}.Add(display.Facts(s.Scores().Fields()))
}

// Fields are what a table of sets shows.
func (s Set) Fields() []display.Field {
	classes := map[int32]bool{}
	for _, label := range s.Labels {
		classes[label] = true
	}
	return []display.Field{
		{
			Name:  "images",
			Value: len(s.Labels),
		}, {Name: "classes", Value: len(classes)}, {Name: "features of each", Value: s.Dim},
	}
}

// Fields are what a table of mistakes shows.
func (m Mistake) Fields() []display.Field {
	fields := []display.Field{
		{Name: "class", Value: m.Class}, {Name: "taken for", Value: m.TakenFor}, {Name: "images", Value: m.Count},
		{Name: "of", Value: m.Images}, {Name: "share %"},
	}
	if m.Images > 0 {
		fields[4].Value = display.Percent(m.Share())
	}
	return fields
}

// Fields are what a table of confusions shows.
func (c Confusion) Fields() []display.Field {
	fields := []display.Field{{Name: "classes", Value: len(c.Classes)}}
	if c.Validate() != nil || c.Total() == 0 {
		return append(fields, display.Field{Name: "images", Value: 0})
	}
	return append(
		fields,
		display.Field{Name: "images", Value: c.Total()},
		display.Field{Name: "error %", Value: display.Percent(c.Error())},
	)
}

// Display is the error and the most frequent mistakes by name.
func (c Confusion) Display() display.Document {
	d := display.Document{}.Add(display.Facts(c.Fields()))
	if c.Validate() != nil || c.Total() == 0 {
		return d
	}
	const most = 10
	worst := c.Worst(most)
	header := []string{"class", "taken for", "images", "of", "share %"}
	return d.Add(display.Rows("The most frequent mistakes", header, len(worst), func(i int) []any {
		m := worst[i]
		return []any{c.Classes[m.Class], c.Classes[m.TakenFor], m.Count, m.Images, display.Percent(m.Share())}
	}))
}
