package export

import (
	"errors"
	"fmt"
	"math"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
)

// TableVersion is the version of the columns that the package comment lists.
const TableVersion = "1"

// ErrTable is wrapped by errors about files that do not hold such a table.
var ErrTable = errors.New("export: not a table of results")

// Row is the outcome of one probe on one task after one run. Its fields are the columns, see the package comment.
type Row struct {
	Study        string    `parquet:"study"`
	StudyHash    string    `parquet:"study_hash"`
	Run          string    `parquet:"run"`
	Classes      int       `parquet:"classes"`   // K; 0 for a control
	PerClass     int       `parquet:"per_class"` // n; 0 for a control
	Total        int       `parquet:"total"`     // N = K n
	Ratio        float64   `parquet:"ratio,optional"`
	Repeat       int       `parquet:"repeat"`
	Seed         uint64    `parquet:"seed"`
	Control      bool      `parquet:"control"`
	Task         string    `parquet:"task"`
	TaskHash     string    `parquet:"task_hash"`
	Probe        string    `parquet:"probe"`
	ProbeHash    string    `parquet:"probe_hash"`
	Wrong        int       `parquet:"wrong"`
	Tested       int       `parquet:"tested"`
	Error        float64   `parquet:"error"`         // share in [0, 1]
	Loss         float64   `parquet:"loss,optional"` // nats; 0 for a control
	TrainSeconds float64   `parquet:"train_seconds"` // s
	ProbeSeconds float64   `parquet:"probe_seconds"` // s, features included
	Device       string    `parquet:"device"`
	Finished     time.Time `parquet:"finished,optional,timestamp(microsecond)"` // UTC; zero if not known
	Token        int       `parquet:"token"`
	Policy       string    `parquet:"policy,optional"` // in a study with policies; "" for a control

	// further scores, each in [0, 1]; nil if they were not recorded, or the probe does not give them
	Top5Error   *float64 `parquet:"top5_error,optional"`
	ClassError  *float64 `parquet:"class_error,optional"` // 1 - mean per-class accuracy
	MacroF1     *float64 `parquet:"macro_f1,optional"`
	Calibration *float64 `parquet:"calibration_error,optional"`

	Diagnosed
}

// score is the column of a recorded score; nil for the error.
func (r *Row) score(s diversity.Score) **float64 {
	switch s.Recorded() {
	case diversity.ScoreTop5Error:
		return &r.Top5Error
	case diversity.ScoreClassError:
		return &r.ClassError
	case diversity.ScoreMacroF1:
		return &r.MacroF1
	case diversity.ScoreCalibration:
		return &r.Calibration
	}
	return nil
}

// Rows is the table of a study's results: the finished runs by the study's tasks and probes. The network with published
// weights is not among them: the columns of this version have no place for it, see study.Results.PublishedPoints.
func Rows(r *study.Results) []Row {
	s := r.Study.WithDefaults()
	hash := s.Hash()
	var rows []Row
	for _, run := range r.Runs {
		if run.Run.Published {
			continue
		}
		for _, task := range s.Tasks {
			for _, p := range s.Probes {
				if m, have := run.Measurement(task.Hash(), study.ProbeHash(p)); have {
					row := newRow(s.Name, hash, run, m)
					row.Diagnosed.take(r.DiagnosticsOf(run, m.TaskHash))
					rows = append(rows, row)
				}
			}
		}
	}
	return rows
}

func newRow(name, hash string, r study.Result, m study.TaskError) Row {
	size := r.Run.Size
	row := Row{
		Study: name, StudyHash: hash, Run: r.Hash,
		Classes: size.Classes, PerClass: size.PerClass, Total: size.Total(),
		Repeat: r.Run.Repeat, Seed: r.Run.Seed, Control: r.Run.Control,
		Task: m.Task, TaskHash: m.TaskHash, Probe: m.Probe, ProbeHash: m.ProbeHash,
		Wrong: m.Wrong, Tested: m.Tested, Error: m.Error,
		Loss: r.Loss, TrainSeconds: r.Timings.Train, ProbeSeconds: r.Timings.Features + r.Timings.Probe,
		Device: r.Device, Finished: r.Finished.UTC().Truncate(time.Microsecond), Token: r.Token, Policy: r.Run.Policy,
	}
	if !row.Control {
		row.Ratio = size.Ratio()
	}
	for score, value := range m.Scores {
		if column := row.score(score); column != nil {
			*column = value
		}
	}
	return row
}

// Size is the size of the pre-training set, zero for a control.
func (r Row) Size() diversity.Size { return diversity.Size{Classes: r.Classes, PerClass: r.PerClass} }

// Validate returns an error wrapping diversity.ErrInvalid, which names the column, for numbers that contradict each
// other or are out of range.
func (r Row) Validate() error {
	wrong := diversity.Invalid
	switch {
	case r.Control && r.Size() != diversity.Size{}:
		return wrong("classes", r.Classes, "0 for a control, as per_class")
	case !r.Control && r.Classes < 1:
		return wrong("classes", r.Classes, "at least 1, or 0 for a control")
	case !r.Control && r.PerClass < 1:
		return wrong("per_class", r.PerClass, "at least 1, or 0 for a control")
	case r.Total != r.Size().Total() || r.PerClass > 0 && r.Total/r.PerClass != r.Classes:
		return wrong("total", r.Total, fmt.Sprintf("classes * per_class, %d * %d", r.Classes, r.PerClass))
	case r.Control && r.Ratio != 0:
		return wrong("ratio", r.Ratio, "nothing for a control")
	case !r.Control && !near(r.Ratio, r.Size().Ratio()):
		return wrong("ratio", r.Ratio, fmt.Sprintf("classes / per_class, %v", r.Size().Ratio()))
	case r.Repeat < 0:
		return wrong("repeat", r.Repeat, "at least 0")
	case r.Tested < 1:
		return wrong("tested", r.Tested, "at least 1")
	case r.Wrong < 0 || r.Wrong > r.Tested:
		return wrong("wrong", r.Wrong, fmt.Sprintf("0..%d, the number tested", r.Tested))
	case !near(r.Error, float64(r.Wrong)/float64(r.Tested)):
		return wrong("error", r.Error, fmt.Sprintf("wrong / tested, %v", float64(r.Wrong)/float64(r.Tested)))
	case r.Token < 0:
		return wrong("token", r.Token, "at least 0")
	}
	return r.validNumbers()
}

// validNumbers checks the measured numbers that nothing else in the row determines.
func (r Row) validNumbers() error {
	for _, number := range []struct {
		column string
		value  float64
	}{{"train_seconds", r.TrainSeconds}, {"probe_seconds", r.ProbeSeconds}} {
		if !(number.value >= 0) || math.IsInf(number.value, 0) {
			return diversity.Invalid(number.column, number.value, "at least 0, finite")
		}
	}
	if math.IsNaN(r.Loss) || math.IsInf(r.Loss, 0) {
		return diversity.Invalid("loss", r.Loss, "a finite number, or nothing")
	}
	for _, s := range []struct {
		column string
		value  *float64
	}{{"top5_error", r.Top5Error}, {"class_error", r.ClassError}, {"macro_f1", r.MacroF1},
		{"calibration_error", r.Calibration}} {
		if s.value != nil && !(*s.value >= 0 && *s.value <= 1) {
			return diversity.Invalid(s.column, *s.value, "0..1, or nothing")
		}
	}
	return r.Diagnosed.validate()
}

// near reports whether two numbers are the same but for rounding in another program.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b) }
