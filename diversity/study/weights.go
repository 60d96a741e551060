package study

import "tradeoff/diversity/study/internal/layout"

// WeightsPath is the file in which a study with KeepWeights keeps the network of a run, below a root as in [Study.Dir]:
// weights/<hash>.safetensors. It is there once the run is finished, unless the run was finished before KeepWeights was
// set. Runner.Load and pretrain's Trainer.Load read it.
func (s Study) WeightsPath(root string, run Run) (string, error) {
	dir, err := s.Dir(root)
	if err != nil {
		return "", err
	}
	if err := s.Validate(); err != nil {
		return "", err
	}
	return layout.Dir(dir).Weights(s.RunHash(run)), nil
}

// SaveWeights puts the file of the run's network in place, as a whole or not at all; an earlier one is replaced. It
// does nothing for a study that keeps none. Errors name the path.
func (a Assignment) SaveWeights(content []byte) error {
	if a.Weights == "" {
		return nil
	}
	return a.disk.WriteFile(a.Weights, content)
}

// SetWeightsAside renames the file of the run's network, because it is damaged or another network's, to the first free
// name <path>.damaged-<n>.
func (a Assignment) SetWeightsAside() error { return a.disk.SetAside(a.Weights) }
