package study

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/diagnose"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
)

// UnmarshalJSON reads what encoding/json writes of a result. The text of a file of the store takes it a third of the
// time of encoding/json: without, loading 10,000 runs takes 1.3 s longer.
func (r *Result) UnmarshalJSON(text []byte) error {
	if fastResult(text, r) {
		return nil
	}
	type plain Result
	return json.Unmarshal(text, (*plain)(r))
}

// fastResult reads a result exactly as it is in a file of the store, several times faster than encoding/json, which
// matters for studies of thousands of runs. It returns false for any other text, valid or not: encoding/json decides
// about those.
func fastResult(text []byte, into *Result) bool {
	s := scanner{rest: text}
	var r Result
	s.skip(`{"format":`)
	r.Format = s.integer()
	s.skip(",\n\"hash\":")
	r.Hash = s.text()
	s.skip(",\n\"run\":")
	r.Run = s.run()
	s.skip(",\n\"measurements\":")
	s.list(func() { r.Measurements = append(r.Measurements, s.measurement()) })
	if s.have(",\n\"curve\":") {
		r.Curve = s.curve()
	}
	if s.have(",\n\"loss\":") {
		r.Loss = s.number()
	}
	if s.have(",\n\"weights\":") {
		r.Weights = s.text()
	}
	s.skip(",\n\"timings\":{\"draw\":")
	r.Timings.Draw = s.number()
	s.skip(`,"train":`)
	r.Timings.Train = s.number()
	s.skip(`,"features":`)
	r.Timings.Features = s.number()
	s.skip(`,"probe":`)
	r.Timings.Probe = s.number()
	if s.have(`,"diagnose":`) {
		r.Timings.Diagnose = s.number()
	}
	if s.have(`,"wait":`) {
		r.Timings.Wait = s.number()
	}
	s.skip("}")
	if s.have(",\n\"device\":") {
		r.Device = s.text()
	}
	if s.have(",\n\"versions\":") {
		r.Versions = s.texts()
	}
	s.skip(",\n\"finished\":")
	r.Finished = s.time()
	if s.have(",\n\"token\":") {
		r.Token = s.integer()
	}
	if s.have(",\n\"diagnostics\":") {
		r.Diagnostics = s.diagnostics()
	}
	s.skip("}")
	if s.failed || len(s.rest) > 0 {
		return false
	}
	*into = r
	return true
}

// scanner reads JSON of which it knows what comes next. Once it has met anything else it has failed, and stays so.
type scanner struct {
	rest   []byte
	failed bool
}

// have reads a text if it comes next.
func (s *scanner) have(text string) bool {
	if s.failed || len(s.rest) < len(text) || string(s.rest[:len(text)]) != text {
		return false
	}
	s.rest = s.rest[len(text):]
	return true
}

// skip reads a text that has to come next.
func (s *scanner) skip(text string) {
	if !s.have(text) {
		s.failed = true
	}
}

// list reads a list of at least one element.
func (s *scanner) list(element func()) {
	s.skip("[")
	element()
	for s.have(",") {
		element()
	}
	s.skip("]")
}

// text reads a string without anything that needs care.
func (s *scanner) text() string {
	s.skip(`"`)
	end := 0
	for end < len(s.rest) && s.rest[end] != '"' {
		if b := s.rest[end]; b < ' ' || b > '~' || b == '\\' {
			s.failed = true
			return ""
		}
		end++
	}
	out := string(s.rest[:end])
	s.rest = s.rest[end:]
	s.skip(`"`)
	return out
}

// token reads the characters of a number, which JSON must allow it to begin with.
func (s *scanner) token() []byte {
	end := 0
	for end < len(s.rest) && inNumber(s.rest[end]) {
		end++
	}
	token := s.rest[:end]
	s.rest = s.rest[end:]
	if !isNumber(token) {
		s.failed = true
	}
	return token
}

func inNumber(b byte) bool {
	return b >= '0' && b <= '9' || b == '.' || b == '-' || b == '+' || b == 'e' || b == 'E'
}

// isNumber checks JSON's grammar of numbers: no plus in front, no superfluous zeros, digits on both sides of a point.
func isNumber(token []byte) bool {
	if len(token) > 0 && token[0] == '-' {
		token = token[1:]
	}
	whole := digits(token)
	if whole == 0 || whole > 1 && token[0] == '0' {
		return false
	}
	token = token[whole:]
	if len(token) > 0 && token[0] == '.' {
		fraction := digits(token[1:])
		if fraction == 0 {
			return false
		}
		token = token[1+fraction:]
	}
	if len(token) == 0 {
		return true
	}
	if token[0] != 'e' && token[0] != 'E' {
		return false
	}
	token = token[1:]
	if len(token) > 0 && (token[0] == '+' || token[0] == '-') {
		token = token[1:]
	}
	return len(token) > 0 && digits(token) == len(token)
}

// digits counts the digits at the beginning.
func digits(text []byte) int {
	count := 0
	for count < len(text) && text[count] >= '0' && text[count] <= '9' {
		count++
	}
	return count
}

func (s *scanner) number() float64 {
	if value, size, _ := shortNumber(s.rest); size > 0 {
		s.rest = s.rest[size:]
		return value
	}
	value, err := strconv.ParseFloat(string(s.token()), 64)
	s.failed = s.failed || err != nil
	return value
}

func (s *scanner) integer() int {
	if value, size, point := shortNumber(s.rest); size > 0 && point < 0 {
		s.rest = s.rest[size:]
		return int(value)
	}
	value, err := strconv.Atoi(string(s.token()))
	s.failed = s.failed || err != nil
	return value
}

// shortDigits is how many digits a number may have of which shortNumber is sure: the integer that they make and the
// power of ten that they are divided by are float64 values without error, so that the quotient is rounded only once.
const shortDigits = 15

// shortNumber reads a number of few digits, without sign and exponent, that is followed by more. It returns the
// position of its point, -1 if it has none, and the size 0 for any other text.
func shortNumber(text []byte) (value float64, size, point int) {
	integer, scale := 0, 1.0
	point = -1
	for i, b := range text[:min(len(text), shortDigits+1)] {
		switch {
		case b >= '0' && b <= '9':
			integer = 10*integer + int(b-'0')
			if point >= 0 {
				scale *= 10
			}
		case b == '.' && point < 0:
			point = i
		case b != ',' && b != ']' && b != '}', i == 0, point == 0, point == i-1, text[0] == '0' && i > 1 && point != 1:
			return 0, 0, point
		default:
			return float64(integer) / scale, i, point
		}
	}
	return 0, 0, point
}

func (s *scanner) time() (value time.Time) {
	text := s.text()
	s.failed = s.failed || value.UnmarshalText([]byte(text)) != nil
	return value
}

func (s *scanner) run() (r Run) {
	s.skip(`{"size":{"classes":`)
	r.Size.Classes = s.integer()
	s.skip(`,"per_class":`)
	r.Size.PerClass = s.integer()
	s.skip(`},"repeat":`)
	r.Repeat = s.integer()
	s.skip(`,"seed":`)
	seed, err := strconv.ParseUint(string(s.token()), 10, 64)
	s.failed = s.failed || err != nil
	r.Seed = seed
	r.Control = s.have(`,"control":true`)
	r.Published = s.have(`,"published":true`)
	s.skip("}")
	return r
}

func (s *scanner) measurement() (m TaskError) {
	s.skip(`{"task":`)
	m.Task = s.text()
	s.skip(`,"task_hash":`)
	m.TaskHash = s.text()
	s.skip(`,"probe":`)
	m.Probe = s.text()
	s.skip(`,"probe_hash":`)
	m.ProbeHash = s.text()
	s.skip(`,"wrong":`)
	m.Wrong = s.integer()
	s.skip(`,"tested":`)
	m.Tested = s.integer()
	s.skip(`,"error":`)
	m.Error = s.number()
	s.skip(`,"episodes":`)
	s.list(func() { m.Episodes = append(m.Episodes, s.score()) })
	if s.have(`,"candidates":`) {
		s.list(func() { m.Candidates = append(m.Candidates, s.candidate()) })
	}
	if s.have(`,"confusion":`) {
		s.list(func() { m.Confusion = append(m.Confusion, s.cell()) })
	}
	if s.have(`,"scores":`) {
		m.Scores = s.scores()
	}
	s.skip("}")
	return m
}

// scores reads numbers or null by name.
func (s *scanner) scores() probe.Scores {
	out := probe.Scores{}
	s.object(func(score string) {
		if s.have("null") {
			out[diversity.Score(score)] = nil
			return
		}
		value := s.number()
		out[diversity.Score(score)] = &value
	})
	return out
}

func (s *scanner) diagnostics() *Diagnostics {
	var d Diagnostics
	s.skip("{")
	if s.have(`"pretraining":`) {
		d.Pretraining = s.quantities()
		s.skip(",")
	}
	s.skip(`"tasks":`)
	d.Tasks = map[string]diagnose.Values{}
	s.object(func(hash string) { d.Tasks[hash] = s.quantities() })
	if s.have(`,"similarities":`) {
		s.failed = d.Similarities.UnmarshalText([]byte(s.text())) != nil || s.failed
	}
	if s.have(`,"compared":`) {
		d.Compared = s.text()
	}
	s.skip("}")
	return &d
}

func (s *scanner) quantities() diagnose.Values {
	out := diagnose.Values{}
	if s.have("{}") {
		return out
	}
	s.object(func(name string) { out[diagnose.Name(name)] = s.number() })
	return out
}

// object reads an object of at least one member.
func (s *scanner) object(member func(key string)) {
	s.skip("{")
	for first := true; first || s.have(","); first = false {
		key := s.text()
		s.skip(":")
		member(key)
	}
	s.skip("}")
}

func (s *scanner) candidate() (c probe.Candidate) {
	s.skip("[")
	c.Value = s.number()
	for _, count := range []*int{&c.Wrong, &c.Of, &c.Chosen} {
		s.skip(",")
		*count = s.integer()
	}
	s.skip("]")
	return c
}

func (s *scanner) cell() (c Cell) {
	s.skip("[")
	c.True = s.integer()
	s.skip(",")
	c.Predicted = s.integer()
	s.skip(",")
	c.Count = s.integer()
	s.skip("]")
	return c
}

func (s *scanner) score() (score probe.Score) {
	s.skip(`{"wrong":`)
	score.Wrong = s.integer()
	s.skip(`,"tested":`)
	score.Tested = s.integer()
	if s.have(`,"strength":`) {
		score.Strength = s.number()
	}
	s.skip("}")
	return score
}

// curve reads the four lists of a curve, which are equally long.
func (s *scanner) curve() recipe.Curve {
	s.skip(`{"step":`)
	curve := make(recipe.Curve, 0, 1+bytes.Count(s.rest[:1+bytes.IndexByte(s.rest, ']')], []byte(",")))
	s.list(func() { curve = append(curve, recipe.CurvePoint{Step: s.integer()}) })
	s.skip(`,"loss":`)
	s.along(curve, func(point *recipe.CurvePoint) { point.Loss = s.number() })
	s.skip(`,"accuracy":`)
	s.along(curve, func(point *recipe.CurvePoint) { point.Accuracy = s.number() })
	s.skip(`,"rate":`)
	s.along(curve, func(point *recipe.CurvePoint) { point.Rate = s.number() })
	s.skip("}")
	return curve
}

// along reads a list with one element for each point of a curve.
func (s *scanner) along(curve recipe.Curve, element func(point *recipe.CurvePoint)) {
	count := 0
	s.list(func() {
		if count >= len(curve) {
			s.failed = true
			return
		}
		element(&curve[count])
		count++
	})
	s.failed = s.failed || count != len(curve)
}

func (s *scanner) texts() map[string]string {
	out := map[string]string{}
	s.object(func(key string) { out[key] = s.text() })
	return out
}
