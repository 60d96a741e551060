// Package kubernetes checks manifests of Jobs with the code of the Kubernetes API server.
package kubernetes

import (
	"fmt"

	published "k8s.io/api/batch/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/kubernetes/pkg/apis/batch"
	"k8s.io/kubernetes/pkg/apis/batch/install"
	"k8s.io/kubernetes/pkg/apis/batch/validation"
)

// Check decodes a manifest strictly into the published types, applies the defaults and validates it as a new Job. Only
// the selector, which the server generates together with the labels that it selects, is put in by hand.
func Check(manifest []byte) error {
	scheme := runtime.NewScheme()
	install.Install(scheme)
	strict := json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme, scheme,
		json.SerializerOptions{Yaml: true, Strict: true})
	decoded, _, err := strict.Decode(manifest, nil, nil)
	if err != nil {
		return err
	}
	job, ok := decoded.(*published.Job)
	if !ok {
		return fmt.Errorf("a %T, not a Job of batch/v1", decoded)
	}
	scheme.Default(job)
	var created batch.Job
	if err := scheme.Convert(job, &created, nil); err != nil {
		return err
	}
	serve(&created)
	return validation.ValidateJobCreate(&created,
		validation.JobValidationOptions{RequirePrefixedLabels: true}).ToAggregate()
}

// serve does what the server does before it validates.
func serve(job *batch.Job) {
	if job.Namespace == "" {
		job.Namespace = meta.NamespaceDefault
	}
	job.UID = "5ca1ab1e"
	labels := map[string]string{
		batch.LegacyJobNameLabel: job.Name, batch.JobNameLabel: job.Name,
		batch.LegacyControllerUidLabel: string(job.UID), batch.ControllerUidLabel: string(job.UID),
	}
	job.Spec.Selector = &meta.LabelSelector{MatchLabels: map[string]string{batch.ControllerUidLabel: string(job.UID)}}
	job.Spec.Template.Labels = labels
}
