package cluster

// The exit codes of a worker, which are those of runner.ExitCode; this package does not link a training framework.
const (
	exitRetry = 75
	exitNever = 78
)

// The parts of a Job of batch/v1 that a manifest needs.
type (
	manifest struct {
		APIVersion string   `yaml:"apiVersion"`
		Kind       string   `yaml:"kind"`
		Metadata   metadata `yaml:"metadata"`
		Spec       jobSpec  `yaml:"spec"`
	}
	metadata struct {
		Name      string `yaml:"name"`
		Namespace string `yaml:"namespace,omitempty"`
	}
	jobSpec struct {
		CompletionMode        string           `yaml:"completionMode"`
		Completions           int              `yaml:"completions"`
		Parallelism           int              `yaml:"parallelism"`
		BackoffLimitPerIndex  int              `yaml:"backoffLimitPerIndex"`
		MaxFailedIndexes      int              `yaml:"maxFailedIndexes,omitempty"`
		ActiveDeadlineSeconds int              `yaml:"activeDeadlineSeconds,omitempty"`
		PodFailurePolicy      podFailurePolicy `yaml:"podFailurePolicy"`
		Template              podTemplate      `yaml:"template"`
	}
	podFailurePolicy struct {
		Rules []failureRule `yaml:"rules"`
	}
	failureRule struct {
		Action          string         `yaml:"action"`
		OnPodConditions []podCondition `yaml:"onPodConditions,omitempty"`
		OnExitCodes     *exitCodes     `yaml:"onExitCodes,omitempty"`
	}
	podCondition struct {
		Type   string `yaml:"type"`
		Status string `yaml:"status"`
	}
	exitCodes struct {
		ContainerName string `yaml:"containerName"`
		Operator      string `yaml:"operator"`
		Values        []int  `yaml:"values,flow"`
	}
	podTemplate struct {
		Spec podSpec `yaml:"spec"`
	}
	podSpec struct {
		RestartPolicy                 string      `yaml:"restartPolicy"`
		TerminationGracePeriodSeconds int         `yaml:"terminationGracePeriodSeconds"`
		Containers                    []container `yaml:"containers"`
		Volumes                       []volume    `yaml:"volumes"`
	}
	container struct {
		Name         string        `yaml:"name"`
		Image        string        `yaml:"image"`
		Command      []string      `yaml:"command"`
		Args         []string      `yaml:"args"`
		Env          []variable    `yaml:"env"`
		Resources    resources     `yaml:"resources"`
		VolumeMounts []volumeMount `yaml:"volumeMounts"`
	}
	variable struct {
		Name  string `yaml:"name"`
		Value string `yaml:"value"`
	}
	resources struct {
		Requests map[string]string `yaml:"requests"`
		Limits   map[string]string `yaml:"limits"`
	}
	volumeMount struct {
		Name      string `yaml:"name"`
		MountPath string `yaml:"mountPath"`
	}
	volume struct {
		Name                  string `yaml:"name"`
		PersistentVolumeClaim claim  `yaml:"persistentVolumeClaim"`
	}
	claim struct {
		ClaimName string `yaml:"claimName"`
	}
)
