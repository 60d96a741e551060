// Package probes measures logistic regression along a list of strengths beside scikit-learn.
package probes

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"text/tabwriter"

	"tradeoff/diversity"
	"tradeoff/diversity/probe"
	"tradeoff/kernel/bench/peers"
	"tradeoff/kernel/bench/sample"
	"tradeoff/kernel/internal/lines"
)

// Options says what is measured.
type Options struct {
	Python                    string // interpreter that has scikit-learn
	Rounds                    int    // 1..100
	Images, Features, Classes int    // of the training part
	Strengths                 int    // 2..100
	Least                     float64
	Progress                  func(line string)
}

const most, validationImages = 1e6, 2000 // the largest strength

func (o Options) validate() error {
	for _, f := range []struct {
		name               string
		value, least, most int
	}{
		{"rounds", o.Rounds, 1, 100}, {"classes", o.Classes, 2, 10_000}, {"images", o.Images, o.Classes, 1_000_000},
		{"features", o.Features, 1, 10_000}, {"strengths", o.Strengths, 2, 100},
	} {
		if f.value < f.least || f.value > f.most {
			return diversity.Invalid(f.name, f.value, fmt.Sprintf("%d..%d", f.least, f.most))
		}
	}
	if !(o.Least > 0 && o.Least < most) {
		return diversity.Invalid("least", o.Least, fmt.Sprintf("above 0 and below %g", most))
	}
	return nil
}

// Report is what was measured.
type Report struct {
	Strengths []float64
	Ours      []Round
	Peer      []Round
}

// Round is one pass over all strengths.
type Round struct {
	Seconds float64 `json:"seconds"` // of CPU time
	Wrong   []int   `json:"wrong"`   // validation images, by strength
	Steps   []int   `json:"steps"`   // of scikit-learn, by strength
}

// Compare measures both in turn. Errors wrap diversity.ErrInvalid for options out of their range.
func Compare(ctx context.Context, o Options) (Report, error) {
	if err := o.validate(); err != nil {
		return Report{}, err
	}
	dir, err := os.MkdirTemp("", "diversity-bench-")
	if err != nil {
		return Report{}, err
	}
	defer os.RemoveAll(dir)
	report := Report{Strengths: o.strengths()}
	train, validation := o.draw(o.Images, 1), o.draw(validationImages, 2)
	if err := o.write(dir, report.Strengths, train, validation); err != nil {
		return Report{}, err
	}
	for round := range o.Rounds {
		ours, err := fit(report.Strengths, train, validation)
		if err != nil {
			return Report{}, err
		}
		o.Progress(fmt.Sprintf("round %d: probe.Logistic %.1f s", round+1, ours.Seconds))
		peer, err := o.peer(ctx, dir)
		if err != nil {
			return Report{}, err
		}
		o.Progress(fmt.Sprintf("round %d: scikit-learn %.1f s", round+1, peer.Seconds))
		report.Ours, report.Peer = append(report.Ours, ours), append(report.Peer, peer)
	}
	return report, nil
}

func (o Options) strengths() []float64 {
	all := make([]float64, o.Strengths)
	for i := range all {
		all[i] = most * math.Pow(o.Least/most, float64(i)/float64(o.Strengths-1))
	}
	return all
}

// draw makes features like those of a network: correlated, of many scales, none below 0.
func (o Options) draw(images int, seed uint64) probe.Set {
	factors := max(1, o.Features/4)
	model := rand.New(rand.NewPCG(7, 7))
	mix, means := normal(model, factors*o.Features), normal(model, o.Classes*factors)
	random := rand.New(rand.NewPCG(seed, 1))
	set := probe.Set{Dim: o.Features}
	row := make([]float64, o.Features)
	for i := range images {
		class := i % o.Classes
		clear(row)
		for f := range factors {
			value := (means[class*factors+f] + 2*random.NormFloat64()) / math.Sqrt(float64(f+1))
			for d := range row {
				row[d] += value * mix[f*o.Features+d]
			}
		}
		for _, value := range row {
			set.Features = append(set.Features, float32(max(0, value+0.3*random.NormFloat64())))
		}
		set.Labels = append(set.Labels, int32(class))
	}
	return set
}

func normal(random *rand.Rand, count int) []float64 {
	values := make([]float64, count)
	for i := range values {
		values[i] = random.NormFloat64()
	}
	return values
}

// fit runs the whole choice among the strengths on one processor.
func fit(strengths []float64, train, validation probe.Set) (Round, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	before := cpuSeconds()
	l := probe.Logistic{Strengths: strengths, TrainOnly: true}
	prediction, err := probe.Predict(l, train, validation, validation)
	round := Round{Seconds: cpuSeconds() - before}
	for _, c := range prediction.Candidates {
		round.Wrong = append(round.Wrong, c.Wrong)
	}
	return round, err
}

func cpuSeconds() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return math.NaN()
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// write hands the task to the script: arrays without a header, and settings.json.
func (o Options) write(dir string, strengths []float64, train, validation probe.Set) error {
	for name, set := range map[string]probe.Set{"train": train, "validation": validation} {
		for part, values := range map[string]any{"features": set.Features, "labels": set.Labels} {
			var out bytes.Buffer
			if err := binary.Write(&out, binary.LittleEndian, values); err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(dir, name+"."+part), out.Bytes(), 0o600); err != nil {
				return err
			}
		}
	}
	text, err := json.Marshal(map[string]any{"features": o.Features, "strengths": strengths})
	if err != nil {
		return err
	}
	script, err := peers.Scripts.ReadFile("logistic.py")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "logistic.py"), script, 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "settings.json"), text, 0o600)
}

func (o Options) peer(ctx context.Context, dir string) (round Round, err error) {
	cmd := exec.CommandContext(ctx, o.Python, "logistic.py")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "MKL_NUM_THREADS=1")
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		return round, fmt.Errorf("probes: %s: %w: %s", o.Python, err, lines.Last(complaints.String(), 1))
	}
	return round, json.Unmarshal(out.Bytes(), &round)
}

// Print writes the errors of each strength, the median times and the ratio of each round.
func (r Report) Print(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "strength\twrong, probe.Logistic\twrong, scikit-learn\tsteps of scikit-learn")
	for i, strength := range r.Strengths {
		fmt.Fprintf(table, "%.3g\t%d\t%d\t%d\n", strength, r.Ours[0].Wrong[i], r.Peer[0].Wrong[i], r.Peer[0].Steps[i])
	}
	if err := table.Flush(); err != nil {
		return err
	}
	var ours, peer, ratios []float64
	for i := range r.Ours {
		ours, peer = append(ours, r.Ours[i].Seconds), append(peer, r.Peer[i].Seconds)
		ratios = append(ratios, peer[i]/ours[i])
	}
	_, err := fmt.Fprintf(out, "CPU seconds, medians of %d: probe.Logistic %.1f, scikit-learn %.1f; ratios %.3g\n",
		len(ours), sample.Median(ours), sample.Median(peer), ratios)
	return err
}
