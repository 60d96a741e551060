// Package cluster hands a study to a scheduler: a Slurm job array or a Kubernetes Indexed Job, whose tasks are ordinary
// workers on the study's directory, which all nodes must see.
//
// The scheduler's word is never trusted. Tasks are not tied to runs: each begins elsewhere in the plan and goes on with
// whatever is left, so a task may be killed, started twice or submitted again at any time; the store decides what is
// done and that each result is stored once. What is finished is seen in the study's directory and nowhere else.
package cluster
