package estimate

import (
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"
)

// Suite is a list of downstream tasks judged together, as papers report them: the mean over the tasks, each of equal
// weight, and the mean rank, which no scale of a task decides.
type Suite struct {
	Tasks []string        // in the order in which they came
	Score diversity.Score // of what errors are; "" is the error
	Sizes []SuiteSize     // by rising budget, then by rising number of classes
}

// SuiteSize is what a suite says of one size of the pre-training set.
type SuiteSize struct {
	Size diversity.Size
	Runs int
	// the mean over the tasks, a share in [0, 1]; its interval is that over runs, whose tasks are averaged before, as they
	// share the run's features and are not independent
	Average Estimate
	// the mean over tasks and repeats of the place among the sizes of the budget, 1 for the best; equal errors share the
	// mean of their places. Its interval is over the repeats that have every size of the budget. NaN without such a one
	Rank   Estimate
	Ranked int             // repeats of which Rank is the mean
	Task   []Estimate      // the mean of each task, as in Suite.Tasks, with its interval over runs
	Score  diversity.Score // as that of the suite
}

// SuiteOf judges measurements of several tasks by one probe together. Every run must have been measured on every task.
// Errors wrap diversity.ErrTooFew for one that was not, as those of [MeanOverTasks], or diversity.ErrMixed for several
// probes, policies or scores.
func SuiteOf(points []diversity.Measurement) (Suite, error) {
	averaged, err := MeanOverTasks(points)
	if err != nil {
		return Suite{}, err
	}
	if err := grouping.CheckPoints(averaged); err != nil {
		return Suite{}, err
	}
	out := Suite{Tasks: grouping.Distinct(points, func(m diversity.Measurement) string { return m.Task }),
		Score: points[0].Score}
	ranks := suiteRanks(points)
	for _, group := range grouping.BySize(averaged) {
		s := SuiteSize{Size: group[0].Size, Runs: len(group), Average: MeanShare(grouping.Errors(group)), Score: out.Score}
		s.Ranked, s.Rank = len(ranks[s.Size]), Estimate{Value: math.NaN()}
		if s.Ranked > 0 {
			s.Rank = meanRank(ranks[s.Size])
		}
		for _, task := range out.Tasks {
			s.Task = append(s.Task, MeanShare(errorsOf(points, s.Size, task)))
		}
		out.Sizes = append(out.Sizes, s)
	}
	return out, nil
}

// meanRank has no interval where the ranks agree exactly: they say nothing of the noise, as in [MeanShare].
func meanRank(ranks []float64) Estimate {
	e := Mean(ranks)
	if e.Interval.High == e.Interval.Low {
		e.Interval = Interval{}
	}
	return e
}

// errorsOf are those of one size and task.
func errorsOf(points []diversity.Measurement, size diversity.Size, task string) (errors []float64) {
	for _, p := range points {
		if p.Size == size && p.Task == task {
			errors = append(errors, p.Error)
		}
	}
	return errors
}

// contest is where sizes are ranked: a task in a repeat of a budget.
type contest struct {
	budget, repeat int
	task           string
}

// suiteRanks are the mean ranks over tasks of each size, one for each repeat that has every size of its budget.
func suiteRanks(points []diversity.Measurement) map[diversity.Size][]float64 {
	sizes := map[int]map[diversity.Size]bool{}
	contests := map[contest][]diversity.Measurement{}
	tasks := map[string]bool{}
	for _, p := range points {
		n := p.Size.Total()
		if sizes[n] == nil {
			sizes[n] = map[diversity.Size]bool{}
		}
		sizes[n][p.Size], tasks[p.Task] = true, true
		at := contest{n, p.Repeat, p.Task}
		contests[at] = append(contests[at], p)
	}
	type place struct {
		size   diversity.Size
		repeat int
	}
	sums := map[place]float64{}
	for at, entrants := range contests {
		if len(entrants) != len(sizes[at.budget]) {
			continue
		}
		for _, p := range entrants {
			sums[place{p.Size, at.repeat}] += rankAmong(p.Error, entrants) / float64(len(tasks))
		}
	}
	ranks := map[diversity.Size][]float64{}
	for at, rank := range sums {
		ranks[at.size] = append(ranks[at.size], rank)
	}
	for _, list := range ranks {
		slices.Sort(list) // the sum must not depend on the order of a map
	}
	return ranks
}

// rankAmong is the place of an error among those of all sizes: 1 for the lowest, equal ones in the middle of theirs.
func rankAmong(err float64, entrants []diversity.Measurement) float64 {
	below, equal := 0, 0
	for _, other := range entrants {
		switch {
		case other.Error < err:
			below++
		case other.Error == err:
			equal++
		}
	}
	return float64(below) + float64(equal+1)/2
}

// String reads "8 sizes on 3 tasks".
func (s Suite) String() string {
	return fmt.Sprintf("%d sizes on %d tasks", len(s.Sizes), len(s.Tasks))
}
