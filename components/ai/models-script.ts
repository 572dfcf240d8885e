/** What the loops below skip: downloads that are not over, and files whose content is what they say. */
const unlessDamaged = `case "$blob" in *'*' | *-partial*) continue ;; esac
  [ "$(sha256sum <"$blob" | cut -d ' ' -f 1)" = "\${blob##*sha256-}" ] && continue`;

/** Ends well if the files of every model on the volume are what they were when they were put there. */
export const verifyScript = `set -eu
for blob in "$OLLAMA_MODELS"/blobs/sha256-*; do
  ${unlessDamaged}
  models=$(grep -rlF "\${blob##*sha256-}" "$OLLAMA_MODELS/manifests" |
    sed 's|.*/manifests/[^/]*/||; s|^library/||; s|/\\([^/]*\\)$|:\\1|' | sort | paste -sd , -)
  [ -n "$models" ] || continue
  echo "model $models is damaged on the volume (\${blob##*/}): replace the Job that puts it there," \\
    "$MAKE_ANEW"
  exit 1
done
`;

/**
 * Puts the models of $MODELS on the volume: made from what the image brings in the folder of their
 * name and tag, or pulled where that is allowed. What is there already stays, unless it is damaged.
 * $THREADS is how many a model may use: more than the processor's limit wait for each other.
 * $MEMORY is what a pod has for a model and all else; without it, a GPU has the model.
 */
export const modelsScript = `set -eu
fail() { echo "$*"; exit 1; }
last() { echo "$1" | grep -v '^ *$' | tail -n 1; }
mkdir -p "$OLLAMA_MODELS/blobs" "$OLLAMA_MODELS/manifests"
for blob in "$OLLAMA_MODELS"/blobs/sha256-*; do
  ${unlessDamaged}
  echo "\${blob##*/} on the volume is damaged: what needs it is made anew"
  rm "$blob"
done
ollama serve >/tmp/serve.log 2>&1 &
server=$!
until ollama list >/dev/null 2>&1; do
  kill -0 "$server" 2>/dev/null || fail "Ollama does not start: $(tail -n 1 /tmp/serve.log)"
  sleep 0.2
done
there() {
  ollama show "$1" >/dev/null 2>&1 || return 1
  [ -z "$THREADS" ] || ollama show --parameters "$1" | grep -qx "num_thread  *$THREADS"
}
fits() {
  [ -n "$MEMORY" ] || return 0
  size=$(ollama list | awk -v model="$1" '$1 == model { print $3, $4 }')
  bytes=$(echo "$size" | awk '{ m["KB"] = 1e3; m["MB"] = 1e6; m["GB"] = 1e9; printf "%.0f", $1 * m[$2] }')
  [ "$bytes" -lt "$MEMORY" ] ||
    fail "model $1 takes $size of memory and more to work with, and Ollama has $MEMORY_SETTING in all:" \\
      "give it more (ai.ollama.memory), or take a smaller model"
}
brought() {
  cd "$IMAGE_MODELS" 2>/dev/null || return 0
  find . -name Modelfile | sed 's|^./||; s|/Modelfile$||; s|/|:|' | sort | paste -sd ' ' -
}
for model in $MODELS; do
  there "$model" && { fits "$model"; echo "model $model is there"; continue; }
  folder="$IMAGE_MODELS/$(echo "$model" | tr : /)"
  if [ -f "$folder/Modelfile" ]; then
    said=$(ollama create "$model" --file "$folder/Modelfile" 2>&1) ||
      fail "model $model cannot be made of what the image brings: $(last "$said")"
  elif [ "$PULL" = true ]; then
    said=$(ollama pull "$model" 2>&1) || fail "model $model cannot be pulled: $(last "$said")"
  else
    fail "model $model is not in the image, which brings $(brought): name one of those," \\
      "or allow to pull it (ai.ollama.pull)"
  fi
  if [ -n "$THREADS" ]; then
    printf 'FROM %s\\nPARAMETER num_thread %s\\n' "$model" "$THREADS" >/tmp/Modelfile
    said=$(ollama create "$model" --file /tmp/Modelfile 2>&1) ||
      fail "model $model cannot be limited to $THREADS threads: $(last "$said")"
  fi
  there "$model" || fail "model $model was made and cannot be read"
  fits "$model"
  echo "model $model is ready"
done
kill "$server"
wait "$server" || true
`;
