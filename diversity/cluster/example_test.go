package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"tradeoff/diversity/cluster"
)

func ExampleScript() {
	script, err := cluster.Script("/shared/studies/letters", cluster.Slurm{
		Tasks: 32, Partition: "gpu", Gres: "gpu:1", Time: 4 * time.Hour, ExtraLines: []string{"module load cuda"},
		Worker: []string{"/shared/bin/kernel"},
	})
	if err != nil {
		log.Fatal(err)
	}
	for line := range strings.Lines(script) {
		if strings.HasPrefix(line, "#SBATCH") || strings.Contains(line, "--study") {
			fmt.Print(line)
		}
	}
	// Output:
	// #SBATCH --job-name=letters
	// #SBATCH --array=0-31
	// #SBATCH --nodes=1
	// #SBATCH --ntasks=1
	// #SBATCH --cpus-per-task=1
	// #SBATCH --requeue
	// #SBATCH --signal=B:USR1@90
	// #SBATCH --open-mode=append
	// #SBATCH --output=/shared/studies/letters/logs/%A_%a.log
	// #SBATCH --partition=gpu
	// #SBATCH --time=0-04:00:00
	// #SBATCH --gres=gpu:1
	// /shared/bin/kernel worker --study /shared/studies/letters --index "$SLURM_ARRAY_TASK_ID" --count 32 &
}

func ExampleSubmit() {
	path := os.Getenv("PATH")
	defer os.Setenv("PATH", path)
	os.Setenv("PATH", "") // a machine without Slurm
	_, err := cluster.Submit(context.Background(), "/shared/studies/letters",
		cluster.Slurm{Worker: []string{"/shared/bin/kernel"}})
	fmt.Println(errors.Is(err, cluster.ErrNoSlurm))
	// Output: true
}

func ExampleManifest() {
	manifest, err := cluster.Manifest("letters",
		cluster.Kubernetes{Image: "registry.example.org/kernel:1", Claim: "studies"})
	if err != nil {
		log.Fatal(err)
	}
	for line := range strings.Lines(manifest) {
		if strings.Contains(line, "action:") || strings.Contains(line, "values:") || strings.Contains(line, "BackoffLimit") {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	// Output:
	// - action: Ignore
	// - action: FailJob
	// values: [78]
	// - action: Count
	// values: [75]
}

func ExampleSlurm_array() {
	_, err := cluster.Script("letters", cluster.Slurm{Array: "3,9", Worker: []string{"/shared/bin/kernel"}})
	fmt.Println(err)
	// Output: Slurm.Array = "3,9": invalid value, allowed: numbers 0..7 and ranges of them, such as "3,7" or "0-3"
}

func ExampleSlurm_WithDefaults() {
	o := cluster.Slurm{}.WithDefaults()
	fmt.Println(o.Tasks, o.Array, o.SignalLead)
	// Output: 8 0-7 1m30s
}

func ExampleKubernetes_memory() {
	_, err := cluster.Manifest("letters", cluster.Kubernetes{Image: "kernel", Claim: "studies", Memory: "2GB"})
	fmt.Println(err)
	// Output: Kubernetes.Memory = "2GB": invalid value, allowed: a number of bytes, such as "2Gi", at most 20
}

func ExampleKubernetes_WithDefaults() {
	o := cluster.Kubernetes{}.WithDefaults()
	fmt.Println(o.Mount, o.Tasks, o.Grace)
	// Output: /diversity 8 30s
}

func ExampleParseTime() {
	for _, text := range []string{"90", "1:30:00", "2-12:00:00"} {
		limit, err := cluster.ParseTime(text)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(limit)
	}
	// Output:
	// 1h30m0s
	// 1h30m0s
	// 60h0m0s
}
