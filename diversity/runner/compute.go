package runner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/study"
)

// Compute implements study.Compute. A network that an earlier result of the run has left is not trained again: only the
// tasks and probes that the result lacks are measured, and all else is taken from it, to the same numbers as if it had
// had them from the start. If its file is damaged, or another network's, it is set aside and the run computed anew. For
// a study that keeps weights the network's file is in place before Compute returns.
//
// Errors are those of [Runner.Run]; those of the file wrap study.ErrStop and name the path.
func (r *Runner) Compute(ctx context.Context, assignment study.Assignment) (study.Result, error) {
	network, err := r.savedNetwork(assignment)
	if err != nil {
		return study.Result{Device: r.device}, fmt.Errorf("%w: %w", study.ErrStop, err)
	}
	if network != nil {
		return r.finish(ctx, network, *assignment.Earlier)
	}
	result := study.Result{Run: assignment.Run, Device: r.device, Versions: r.versions}
	if network, err = r.pretrain(ctx, assignment, &result); err != nil {
		return result, err
	}
	return r.conclude(ctx, network, assignment, result)
}

// conclude keeps a new network and measures it.
func (r *Runner) conclude(ctx context.Context, network *pretrain.Network, assignment study.Assignment,
	result study.Result) (study.Result, error) {
	result.Weights = network.Hash()
	if err := keep(network, assignment); err != nil {
		return result, fmt.Errorf("%w: %w", study.ErrStop, err)
	}
	return r.finish(ctx, network, result)
}

// finish measures what the result lacks.
func (r *Runner) finish(ctx context.Context, network *pretrain.Network, result study.Result) (study.Result, error) {
	features := newTaskFeatures(network)
	if err := r.measure(ctx, features, &result); err != nil {
		return result, err
	}
	if err := r.diagnose(ctx, features, &result); err != nil {
		return result, err
	}
	result.Finished = time.Now().UTC().Truncate(time.Millisecond)
	return result, nil
}

// savedNetwork reads the network of the earlier result; nil if there is none to be had.
func (r *Runner) savedNetwork(assignment study.Assignment) (*pretrain.Network, error) {
	if assignment.Earlier == nil || assignment.Weights == "" {
		return nil, nil
	}
	network, err := r.trainer.Load(assignment.Weights)
	switch {
	case err == nil && network.Hash() == assignment.Earlier.Weights:
		return network, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil || errors.Is(err, pretrain.ErrWeights):
		return nil, assignment.SetWeightsAside()
	}
	return nil, err
}

// keep writes the network's file if the study keeps weights.
func keep(network *pretrain.Network, assignment study.Assignment) error {
	if assignment.Weights == "" {
		return nil
	}
	var file bytes.Buffer
	if err := network.Write(&file); err != nil {
		return err
	}
	return assignment.SaveWeights(file.Bytes())
}
