package study

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/diversity/study/internal/phrase"
)

// Fields are what a table of studies shows.
func (s Study) Fields() []display.Field {
	s = s.WithDefaults()
	fields := []display.Field{
		{Name: "study", Value: s.Name}, {Name: "pool", Value: s.Pool}, {Name: "tasks", Value: s.taskNames()},
		{
			Name: "backbone",
		}, {Name: "probes", Value: s.probeKinds()}, {Name: "budgets N", Value: s.budgetsText()},
		{Name: "repeats", Value: s.Repeats},
	}
	if s.Backbone != nil {
		fields[3].Value = s.Backbone.Kind()
	}
	return fields
}

func (s Study) taskNames() string {
	var names []string
	for _, task := range s.Tasks {
		names = append(names, task.Name)
	}
	return strings.Join(names, ", ")
}

func (s Study) probeKinds() string {
	var kinds []string
	for _, p := range s.Probes {
		if p != nil {
			kinds = append(kinds, p.Kind())
		}
	}
	return strings.Join(kinds, ", ")
}

// budgetsText lists the budgets, or says how many sizes are given.
func (s Study) budgetsText() string {
	if len(s.Sizes) > 0 {
		return display.Count(len(s.Sizes), "size") + " given"
	}
	texts := make([]string, len(s.Budgets))
	for i, budget := range s.Budgets {
		texts[i] = fmt.Sprint(budget)
	}
	return strings.Join(texts, ", ")
}

// Display is what the study asks, the sizes of its plan and how much it is; a study that is not valid says why.
func (s Study) Display() display.Document {
	d := display.Document{Title: "study " + s.Name}
	if err := s.Validate(); err != nil {
		return d.Add(display.Facts(s.Fields()), display.Warning(err.Error()))
	}
	s = s.WithDefaults()
	facts := display.Facts(s.Fields()[1:])
	facts = append(
		facts,
		display.Field{Name: "recipe", Value: recipeText(s)},
		display.Field{Name: "hash", Value: display.Hash(s.Hash())},
	)
	if s.Choice != nil {
		facts = append(facts, display.Field{Name: "choice of classes", Value: s.Choice.Kind()})
	}
	if s.Published.Set() {
		facts = append(facts, s.Published.Fields()...)
	}
	if s.Samples != nil {
		facts = append(facts, display.Field{Name: "choice of images", Value: s.Samples.Kind()})
	}
	d = d.Add(facts, display.TableOf("Tasks", s.Tasks))
	if len(s.Policies) > 0 {
		d = d.Add(display.TableOf("Policies", s.Policies))
	}
	runs, err := s.Plan()
	if err != nil {
		return d.Add(display.Warning(err.Error()))
	}
	if all, err := s.confoundings(); err == nil {
		for _, confounded := range all {
			if confounded.Differ() {
				d = d.Add(display.Warning(confounded.String()))
			}
		}
	}
	return d.Add(s.planTable(runs))
}

func recipeText(s Study) string {
	var parts []string
	for _, field := range s.Recipe.Fields() {
		parts = append(parts, fmt.Sprintf("%s %v", field.Name, field.Value))
	}
	return strings.Join(parts, ", ")
}

// planTable has a row for each budget of the plan.
func (s Study) planTable(runs []Run) display.Table {
	table := display.Table{
		Title:  "Plan: " + display.Count(len(runs), "run"),
		Header: []string{"N", "numbers of classes K", "runs"},
	}
	var budgets []int
	classes, counts, controls, published := map[int][]string{}, map[int]int{}, 0, 0
	for _, run := range runs {
		switch {
		case run.Published:
			published++
			continue
		case run.Control:
			controls++
			continue
		}
		n := run.Size.Total()
		if counts[n] == 0 {
			budgets = append(budgets, n)
		}
		counts[n]++
		if k := fmt.Sprint(run.Size.Classes); run.Repeat == 0 && !slices.Contains(classes[n], k) {
			classes[n] = append(classes[n], k)
		}
	}
	for _, n := range budgets {
		table.Rows = append(table.Rows, []any{n, strings.Join(classes[n], ", "), counts[n]})
	}
	if controls > 0 {
		table.Rows = append(table.Rows, []any{randomWeights, "", controls})
	}
	if published > 0 {
		table.Rows = append(table.Rows, []any{publishedWeights, "", published})
	}
	return table
}

// Fields are what a table of results shows.
func (r *Results) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "study",
			Value: r.Study.Name,
		}, {Name: "runs", Value: len(r.Runs)}, {Name: "missing", Value: len(r.Missing)},
		{Name: "failed", Value: len(r.Failures)}, {Name: "damaged files", Value: len(r.Damaged)},
	}
}

// Display is the mean error at every size, and what is missing.
func (r *Results) Display() display.Document {
	d := display.Document{Title: fmt.Sprintf("study %s, runs finished: %d", r.Study.Name, len(r.Runs))}
	d = d.Add(meansTable(r)).Add(r.scoresLacking()...)
	if n := len(r.Missing); n > 0 {
		d = d.Add(display.Warning(fmt.Sprintf("Runs missing: %d.", n)))
	}
	if n := len(r.Failures); n > 0 {
		d = d.Add(
			display.Warning(fmt.Sprintf("Runs that could not be computed: %d.", n)),
			display.TableOf("", r.Failures),
		)
	}
	if n := len(r.Damaged); n > 0 {
		d = d.Add(display.Warning(fmt.Sprintf("Damaged files: %d.", n)),
			display.Rows("", []string{"file"}, n, func(i int) []any { return []any{r.Damaged[i]} }))
	}
	return d
}

// scoresLacking says which columns a table of the main score does not have, and why.
func (r *Results) scoresLacking() []display.Part {
	var warnings []string
	for _, m := range r.Metrics() {
		if _, err := r.Means(m); err != nil && !slices.Contains(warnings, err.Error()) {
			warnings = append(warnings, err.Error())
		}
	}
	return display.Warnings(warnings)
}

// meansTable is [Results.Table] with what its columns are.
func meansTable(r *Results) display.Table {
	t := r.Table().document()
	t.Title = fmt.Sprintf("Mean %s in percent, with its 95%% interval over the repeats", r.Study.Score.Label())
	return t
}

// document is the table with numbers as such.
func (t Table) document() display.Table {
	return display.Rows(t.Title, t.Header, len(t.Rows), func(i int) []any {
		row := make([]any, len(t.Rows[i]))
		for j, text := range t.Rows[i] {
			row[j] = text
			if number, err := strconv.Atoi(text); err == nil {
				row[j] = number
			}
		}
		return row
	})
}

// Display is the table.
func (t Table) Display() display.Document { return display.Document{}.Add(t.document()) }

// Fields are what a table of runs shows.
func (r Run) Fields() []display.Field {
	if r.Control {
		name := randomWeights
		if r.Published {
			name = publishedWeights
		}
		return []display.Field{
			{Name: "N", Value: name},
			{Name: "K"},
			{Name: "n"},
			{Name: "repeat", Value: r.Repeat},
		}
	}
	return []display.Field{
		{Name: "N", Value: r.Size.Total()}, {Name: "K", Value: r.Size.Classes}, {Name: "n", Value: r.Size.PerClass},
		{Name: "repeat", Value: r.Repeat}, {Name: "policy", Value: r.Policy},
	}
}

// Fields are what a table of results shows: the error of each task and probe.
func (r Result) Fields() []display.Field {
	fields := r.Run.Fields()
	for _, m := range r.Measurements {
		fields = append(
			fields,
			display.Field{Name: fmt.Sprintf("%s, %s, error %%", m.Task, m.Probe), Value: display.Percent(m.Error)},
		)
	}
	return append(
		fields,
		display.Field{Name: "seconds", Value: seconds(r.Timings.Total())},
		display.Field{Name: "run", Value: display.Hash(r.Hash)},
	)
}

// Display is the errors of the run and how it was computed.
func (r Result) Display() display.Document {
	d := display.Document{Title: r.Run.String()}.Add(display.TableOf("", r.Measurements))
	facts := display.Facts{{Name: "run", Value: display.Hash(r.Hash)}}
	if len(r.Curve) > 0 {
		facts = append(facts, display.Field{Name: "loss at the end, nats", Value: display.Number(r.Loss)})
	}
	return d.Add(append(facts,
		display.Field{Name: "seconds", Value: r.Timings.words()},
		display.Field{Name: "computed on", Value: r.Device},
		display.Field{Name: "finished", Value: phrase.Moment(r.Finished)}))
}

// Fields are what a table of measurements shows.
func (m TaskError) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "task",
			Value: m.Task,
		}, {Name: "probe", Value: m.Probe}, {Name: "error %", Value: display.Percent(m.Error)},
		{Name: "wrong", Value: m.Wrong}, {Name: "tested", Value: m.Tested}, {Name: "episodes", Value: len(m.Episodes)},
	}
}

// Display is the error and, if the probe had a choice, the errors of all that it chose from.
func (m TaskError) Display() display.Document {
	d := display.Document{Title: fmt.Sprintf("%s with probe %s", m.Task, m.Probe)}.Add(display.Facts(append(m.Fields()[2:], m.Scores.Fields()...)))
	if len(m.Candidates) == 0 {
		return d
	}
	return d.Add(display.TableOf("Chosen from, by the errors on validation images", m.Candidates))
}

// Fields are what a table of timings shows.
func (t Timings) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "draw, s",
			Value: seconds(t.Draw),
		}, {Name: "train, s", Value: seconds(t.Train)}, {Name: "features, s", Value: seconds(t.Features)},
		{Name: "probe, s", Value: seconds(t.Probe)}, {Name: "total, s", Value: seconds(t.Total())},
	}
}

func (t Timings) words() string {
	return fmt.Sprintf(
		"%s: draw %s, train %s, features %s, probe %s",
		seconds(t.Total()),
		seconds(t.Draw),
		seconds(t.Train),
		seconds(t.Features),
		seconds(t.Probe),
	)
}

// seconds writes a time with a tenth of a second.
func seconds(s float64) display.Number { return display.Number(float64(int(10*s+0.5)) / 10) }

// Fields are what a table of failures shows.
func (f Failure) Fields() []display.Field {
	return append(
		f.Run.Fields(),
		display.Field{Name: "why", Value: phrase.FirstLine(f.Message)},
		display.Field{Name: "run", Value: display.Hash(f.Hash)},
	)
}

// Fields are what a table of estimates shows: hours are those of one worker.
func (e Estimate) Fields() []display.Field {
	return []display.Field{
		{Name: "runs", Value: e.Runs}, {Name: "start of a worker, s", Value: seconds(e.Startup)},
		{Name: "all runs, s of one worker", Value: seconds(e.Timings.Total())}, {Name: "of these", Value: e.Timings.words()},
		{Name: "networks, bytes", Value: e.Bytes}, {Name: "device", Value: e.Device},
	}
}

// Fields are what a table of rates shows.
func (r Rates) Fields() []display.Field {
	return []display.Field{
		{Name: "opening, s", Value: seconds(r.Opening)}, {Name: "features, s", Value: seconds(r.Features)},
		{Name: "probes, s", Value: seconds(r.Probe)}, {Name: "network, bytes", Value: r.Network},
		{Name: "device", Value: r.Device},
	}
}

// Display is the rates with those of training.
func (r Rates) Display() display.Document {
	return display.Document{Title: "rates"}.Add(display.Facts(r.Fields()), display.TableOf("", r.Training))
}

// Fields are what a table of rates of training shows.
func (t TrainingRate) Fields() []display.Field {
	return []display.Field{
		{Name: "classes, up to", Value: t.Classes}, {Name: "compiling, s", Value: seconds(t.Compile)},
		{Name: "update, ms", Value: display.Number(1000 * t.Update)},
		{Name: "drawing an image, ms", Value: display.Number(1000 * t.Image)},
	}
}

// Fields are what a table of speeds shows.
func (s Speed) Fields() []display.Field {
	return []display.Field{
		{Name: "backbone", Value: s.Backbone}, {Name: "training, images/s", Value: display.Number(s.Train)},
		{Name: "features, images/s", Value: display.Number(s.Features)},
		{Name: "of the peak, %", Value: display.Percent(s.Share)}, {Name: "compiling, s", Value: seconds(s.Compile)},
	}
}

// Fields are what a table of machines shows.
func (s Speeds) Fields() []display.Field {
	return []display.Field{
		{Name: "device", Value: s.Device}, {Name: "products of matrices, GFLOP/s", Value: display.Number(s.Peak / 1e9)},
		{Name: "not measured", Value: s.Skipped},
	}
}

// Display is the machine with the backbones.
func (s Speeds) Display() display.Document {
	return display.Document{Title: "speed"}.Add(display.Facts(s.Fields()), display.TableOf("", s.Backbones))
}

// Fields are the size, and how much of each kind was recorded.
func (d Detail) Fields() []display.Field {
	return []display.Field{{Name: "K", Value: d.Size.Classes}, {Name: "n", Value: d.Size.PerClass},
		{Name: "runs", Value: len(d.Runs)}, {Name: "training curves", Value: len(d.Curves)}, {Name: "classes named", Value: len(d.Classes)},
		{Name: "mistakes listed", Value: len(d.Worst)}, {Name: "images tested", Value: d.Tested}}
}

// Fields are the two classes and how often the one was taken for the other.
func (m Mistake) Fields() []display.Field {
	return []display.Field{{Name: "class", Value: m.Class}, {Name: "taken for", Value: m.TakenFor},
		{Name: "times", Value: m.Count}, {Name: "of images", Value: m.Images}}
}

// Fields are the repeat and how long its curve is.
func (c RunCurve) Fields() []display.Field {
	return []display.Field{{Name: "repeat", Value: c.Repeat}, {Name: "points", Value: len(c.Curve)}}
}
