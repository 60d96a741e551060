package estimate

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Episodes is the mean error of the episodes of a few-shot task, with intervals over episodes and runs. All runs are
// tested on the same episodes, so that the error of run r on episode e is
//
//	y(r, e) = mean + run(r) + episode(e) + rest(r, e)
//
// with independent terms of variances Vr, Ve and Vre. The mean over R runs and E episodes has the variance Vr/R + Ve/E
// + Vre/(R E). Its terms are estimated by the mean squares of the two-way analysis of variance without replication: A
// of the runs, B of the episodes and AB of what is left (Searle, Casella and McCulloch, "Variance Components", 1992,
// section 4.7). Intervals have 95% confidence, by Student's t; in simulations that over both covered 92 to 99 %.
//
// The variance of the means of the runs, and with it the interval of [Mean], has what runs and the rest contribute, but
// not Ve: an episode that is easy is so for all runs. Which interval is right depends on the question: two sizes that
// are compared on the same episodes share them, a published error is that of other episodes too.
type Episodes struct {
	Size           diversity.Size // of the pre-training set; zero for networks with random weights
	Runs, Episodes int
	// the mean with the interval over both: where another training and other episodes would be. Its variance is
	// (A + B - AB)/(R E), at least the larger of A and B, its degrees of freedom are Satterthwaite's. Of one run it is
	// the interval over episodes, of one episode that over runs: what the other contributes cannot be seen then
	Both Estimate

	// over runs, for these episodes: the variance is A/(R E), of R-1 degrees of freedom; none of one run
	OverRuns Estimate
	// over episodes, for these runs: the variance is B/(R E), of E-1 degrees of freedom; none of one episode. Of one run
	// it is what papers report of 600 episodes
	OverEpisodes Estimate
	// standard deviations of the three terms; NaN where there is one run or one episode, 0 where the estimate of a
	// variance is negative
	RunDeviation, EpisodeDeviation, RestDeviation float64
}

// EpisodesOf judges errors [run][episode], shares in [0, 1]. All runs must have the same episodes, in one order. Errors
// wrap diversity.ErrInvalid.
func EpisodesOf(errors [][]float64) (Episodes, error) {
	if err := validEpisodes(errors); err != nil {
		return Episodes{}, err
	}
	runs, episodes := len(errors), len(errors[0])
	out := Episodes{Runs: runs, Episodes: episodes}
	byRun, byEpisode := make([]float64, runs), make([]float64, episodes)
	for r, row := range errors {
		byRun[r] = stat.Mean(row, nil)
		floats.AddScaled(byEpisode, 1/float64(runs), row)
	}
	out.OverRuns, out.OverEpisodes = MeanShare(byRun), MeanShare(byEpisode)
	out.RunDeviation, out.EpisodeDeviation, out.RestDeviation = math.NaN(), math.NaN(), math.NaN()
	switch {
	case runs == 1:
		out.Both = out.OverEpisodes
	case episodes == 1:
		out.Both = out.OverRuns
	default:
		out.crossed(errors, byRun, byEpisode)
	}
	return out, nil
}

// crossed fills in what needs several of both.
func (e *Episodes) crossed(errors [][]float64, byRun, byEpisode []float64) {
	r, c := float64(e.Runs), float64(e.Episodes)
	mean, rest := stat.Mean(byRun, nil), 0.
	for i, row := range errors {
		for j, value := range row {
			rest += math.Pow(value-byRun[i]-byEpisode[j]+mean, 2)
		}
	}
	a, b := c*stat.Variance(byRun, nil), r*stat.Variance(byEpisode, nil)
	ab := rest / ((r - 1) * (c - 1))
	deviation := func(variance float64) float64 { return math.Sqrt(max(variance, 0)) }
	e.RunDeviation, e.EpisodeDeviation, e.RestDeviation = deviation((a-ab)/c), deviation((b-ab)/r), deviation(ab)
	total := max(a+b-ab, a, b)
	e.Both = Estimate{Value: mean}
	if total > 0 {
		freedom := total * total / (a*a/(r-1) + b*b/(c-1) + ab*ab/((r-1)*(c-1)))
		half := QuantileT(DefaultLevel, freedom) * math.Sqrt(total/(r*c))
		e.Both.Interval = Interval{Low: mean - half, High: mean + half, Level: DefaultLevel}
		e.Both = e.Both.WithinShare()
	}
}

func validEpisodes(errors [][]float64) error {
	if len(errors) == 0 || len(errors[0]) == 0 {
		return diversity.Invalid("errors", "none", "at least 1 run with 1 episode")
	}
	for r, row := range errors {
		if len(row) != len(errors[0]) {
			return diversity.Invalid(fmt.Sprintf("len(errors[%d])", r), len(row),
				fmt.Sprintf("%d, the episodes of the first run", len(errors[0])))
		}
		for i, value := range row {
			if !(value >= 0 && value <= 1) {
				return diversity.Invalid(fmt.Sprintf("errors[%d][%d]", r, i), value, "a share in 0..1")
			}
		}
	}
	return nil
}

// String reads "12.3 [11.0, 13.7], 5 runs on 10 episodes".
func (e Episodes) String() string {
	return fmt.Sprintf("%s, %d runs on %d episodes", e.Both.Percent(), e.Runs, e.Episodes)
}

// Fields are what a table of sizes shows: the mean error and its three intervals.
func (e Episodes) Fields() []display.Field {
	fields := append([]display.Field{{Name: "N", Value: e.Size.Total()}}, diversity.SizeFields(e.Size)...)
	fields = append(fields, display.Field{Name: "runs", Value: e.Runs}, display.Field{Name: "episodes", Value: e.Episodes},
		display.Field{Name: "error %", Value: display.Percent(e.Both.Value)})
	for _, of := range []struct {
		name string
		Interval
	}{
		{"95% interval over both", e.Both.Interval}, {"over runs", e.OverRuns.Interval},
		{"over episodes", e.OverEpisodes.Interval},
	} {
		field := display.Field{Name: of.name}
		if of.Known() {
			field.Value = display.PercentRange(of.Low, of.High)
		}
		fields = append(fields, field)
	}
	return fields
}
