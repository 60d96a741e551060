#!/bin/bash
#SBATCH --job-name=sweep
#SBATCH --array=3,7-9%20
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=2
#SBATCH --no-requeue
#SBATCH --signal=B:USR1@300
#SBATCH --open-mode=append
#SBATCH --output=/shared/logs/%A_%a.log
#SBATCH --partition=gpu,long
#SBATCH --account=lab
#SBATCH --qos=low
#SBATCH --time=1-12:30:00
#SBATCH --mem=4G
#SBATCH --gres=gpu:a100:1
#SBATCH --constraint="fast&new"

# A worker of the study below. Submit again whatever failed, by its number: sbatch --array=3,7 THIS_FILE. What is finished is never
# computed again. The directory of the logs, /shared/logs, must exist.

module load cuda
export XLA_FLAGS='--a --b'
set +e # from here on, exit codes are looked at

# Slurm's signals reach this shell, which passes them on. A worker that is told to stop gives its run back within 5 s.
worker= told=
pass() {
  told=$1
  [ -z "$worker" ] || kill -s "$1" "$worker" 2>/dev/null
}
trap 'pass USR1' USR1 # the time limit is near
trap 'pass TERM' TERM # cancelled or preempted: Slurm knows what follows
'/opt/it'\''s here/kernel' worker --study '/shared/a user'\''s 50% "home"/studies/letters' --index "$SLURM_ARRAY_TASK_ID" --count 100 &
worker=$!
[ -z "$told" ] || pass "$told"

# A signal ends wait, not the worker; bash keeps the exit code for the next wait.
while kill -0 "$worker" 2>/dev/null; do wait "$worker"; done
wait "$worker"
code=$?

# 75: start it again; 78: the study cannot be computed as it is.
exit "$code"
