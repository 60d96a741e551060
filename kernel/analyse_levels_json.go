package main

import (
	"encoding/json"
	"io"
	"math"

	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory/levels"
)

// The shapes of analyse --json with --sources. Numbers are those of the table; what is infinite or not known is null.
type (
	levelsJSON struct {
		Columns  levelsColumnsJSON `json:"columns"`
		Read     levelsReadJSON    `json:"read"`
		Warnings []string          `json:"warnings"`
		Answer   *levelsAnswerJSON `json:"answer,omitempty"`
		Needed   *levelsNeededJSON `json:"needed,omitempty"`
		NoAnswer string            `json:"no_answer,omitempty"`
		At       levelsSizeJSON    `json:"gains_at"`
		Gains    levelsGainsJSON   `json:"twice_gains"`
		Laws     []levelsLawJSON   `json:"laws"`
		Pairs    []jsonPair        `json:"pairs,omitempty"`
		// of --backtest
		Backtest   []levelsRuleJSON   `json:"backtest,omitempty"`
		Origins    []levelsOriginJSON `json:"origins,omitempty"`
		NoBacktest string             `json:"no_backtest,omitempty"`
	}
	levelsRuleJSON struct {
		Name string          `json:"name"`
		Size *levelsSizeJSON `json:"size"`
		Lost *jsonEstimate   `json:"lost"`
		Why  string          `json:"not_applied,omitempty"`
	}
	levelsOriginJSON struct {
		Origin    float64        `json:"origin"`
		Budget    float64        `json:"budget"`
		Size      levelsSizeJSON `json:"size"`
		Score     jsonEstimate   `json:"score"`
		Measured  jsonEstimate   `json:"measured"`
		Held      bool           `json:"held"`
		Sizes     int            `json:"sizes"`
		SizesHeld int            `json:"sizes_held"`
		Lost      jsonEstimate   `json:"lost"`
		Expected  jsonEstimate   `json:"expected_to_lose"`
	}
	levelsColumnsJSON struct {
		Groups         string `json:"groups"`
		Sources        string `json:"sources"`
		PerSource      string `json:"per_source"`
		Score          string `json:"score"`
		HigherIsBetter bool   `json:"higher_is_better"`
	}
	levelsReadJSON struct {
		Runs  int `json:"runs"`
		Sizes int `json:"sizes"`
	}
	levelsSizeJSON struct {
		Groups    float64 `json:"groups"`
		Sources   float64 `json:"sources"`
		PerSource float64 `json:"per_source"`
	}
	levelsGainsJSON struct {
		Groups    jsonEstimate `json:"groups"`
		Sources   jsonEstimate `json:"sources"`
		PerSource jsonEstimate `json:"per_source"`
	}
	levelsAnswerJSON struct {
		Total       float64          `json:"total"`
		Cost        float64          `json:"cost"`
		Size        levelsSizeJSON   `json:"size"`
		BestGroups  jsonEstimate     `json:"best_groups"`
		BestSources jsonEstimate     `json:"best_sources"`
		BestItems   jsonEstimate     `json:"best_per_source"`
		Score       jsonEstimate     `json:"score"`
		Lost        jsonEstimate     `json:"expected_to_lose"`
		Misses      []levelsMissJSON `json:"misses"`
	}
	levelsMissJSON struct {
		Name string         `json:"name"`
		Size levelsSizeJSON `json:"size"`
		Lost jsonEstimate   `json:"lost"`
	}
	levelsNeededJSON struct {
		Score float64        `json:"score"`
		Total jsonEstimate   `json:"total"`
		Size  levelsSizeJSON `json:"size"`
	}
	levelsLawJSON struct {
		Name       string                  `json:"name"`
		TeX        string                  `json:"tex"`
		AICc       *float64                `json:"aicc"`
		Chosen     *float64                `json:"chosen_in"`
		PValue     *float64                `json:"lack_of_fit_p"`
		Parameters map[string]jsonEstimate `json:"parameters,omitempty"`
		Error      string                  `json:"error,omitempty"`
	}
)

// writeJSON writes all that was found. It ends in an error if a score was wanted that nothing reaches.
func (f levelsFindings) writeJSON(out io.Writer) error {
	a, r := f.analysis, f.Levels
	w := newWords(a.scale)
	n := a.scale.Nouns()
	j := levelsJSON{Columns: levelsColumnsJSON{n.Groups, n.Sources, n.Items, n.Score, a.scale.Rises},
		Read: levelsReadJSON{r.Model.Runs, r.Model.Sizes}, Warnings: append([]string{}, r.Warnings...),
		At:    levelsSizeOf(r.At),
		Gains: levelsGainsJSON{w.lost(r.Gain.Groups), w.lost(r.Gain.Sources), w.lost(r.Gain.Items)}}
	if r.Best != nil {
		j.Answer = w.levelsAnswer(*r.Best, r.Overhead)
	}
	if r.Needed != nil {
		j.Needed = &levelsNeededJSON{a.prices.wanted, jsonOf(raised(r.Needed.Total, r.Overhead)),
			levelsSizeOf(r.Needed.Best.Size)}
	}
	if r.NoAnswer != nil {
		j.NoAnswer = r.NoAnswer.Error()
	}
	for _, f := range r.Model.Laws {
		j.Laws = append(j.Laws, levelsLawOf(f))
	}
	for _, p := range f.pairTests {
		j.Pairs = append(j.Pairs, p.json())
	}
	f.backtestJSON(&j, w)
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(j); err != nil {
		return err
	}
	return r.NoAnswer
}

func levelsSizeOf(s levels.Size) levelsSizeJSON { return levelsSizeJSON{s.Groups, s.Sources, s.Items} }

// raised is an estimate of money with an overhead.
func raised(e estimate.Estimate, by float64) estimate.Estimate {
	e.Value, e.Interval.Low, e.Interval.High = e.Value+by, e.Interval.Low+by, e.Interval.High+by
	return e
}

func (w words) levelsAnswer(b levels.Best, overhead float64) *levelsAnswerJSON {
	answer := levelsAnswerJSON{Total: b.Spend.Total + overhead, Cost: b.Cost + overhead, Size: levelsSizeOf(b.Size),
		BestGroups: jsonOf(b.Groups), BestSources: jsonOf(b.Sources), BestItems: jsonOf(b.Items),
		Score: jsonOf(w.Estimate(b.Error)), Lost: w.lost(b.Regret), Misses: []levelsMissJSON{}}
	for _, m := range b.Misses {
		answer.Misses = append(answer.Misses, levelsMissJSON{m.String(), levelsSizeOf(m.Size), w.lost(m.Lost)})
	}
	return &answer
}

// levelsLawOf is a law; its parameters are those of the error of the scale.
func levelsLawOf(f levels.LawFit) levelsLawJSON {
	j := levelsLawJSON{Name: f.Law.Name(), TeX: f.Law.TeX()}
	if f.Err != nil {
		j.Error = f.Err.Error()
		return j
	}
	j.AICc, j.PValue, j.Parameters = finite(f.AICc), finite(f.PValue), map[string]jsonEstimate{}
	if !math.IsNaN(f.Chosen) {
		j.Chosen = &f.Chosen
	}
	for _, p := range f.Parameters {
		j.Parameters[p.Name] = jsonOf(p.Estimate)
	}
	return j
}
