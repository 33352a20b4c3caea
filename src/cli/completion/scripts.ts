import type { Shell } from './shells.ts';

/**
 * All that each shell needs: it asks `cargo-share __complete` and shows what that says, so a script goes on being
 * right when the program is updated. Each serves `cargo-share` and `cargo share`.
 */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  // For bash 3.2, which macOS has: no mapfile, and no compopt.
  bash: `# Completion of cargo-share for bash. In ~/.bashrc:
#   source <(cargo-share completions bash)

_cargo_share() {
  local first=1 i word value description paths=none
  local -a words=()
  if [[ \${COMP_WORDS[0]##*/} == cargo ]]; then
    first=2
    [[ \${COMP_WORDS[1]} == +* ]] && first=3
  fi
  for ((i = first; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    # bash makes three words of --from=DIR.
    if [[ $word == = ]]; then
      ((i == COMP_CWORD)) || continue
      word=
    fi
    words+=("$word")
  done
  local current=\${words[\${#words[@]} - 1]}
  COMPREPLY=()
  while IFS=$'\\t' read -r value description; do
    case $value in
      :*) paths=\${value#:} ;;
      *) COMPREPLY+=("$value") ;;
    esac
  done < <(cargo-share __complete "\${words[@]}" 2>/dev/null)
  local kind
  case $paths in
    files) kind=-f ;;
    directories) kind=-d ;;
    *) return ;;
  esac
  compopt -o filenames 2>/dev/null
  while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen "$kind" -- "$current")
}

_cargo_share_in_cargo() {
  local at=1
  [[ \${COMP_WORDS[1]} == +* ]] && at=2
  if ((COMP_CWORD > at)) && [[ \${COMP_WORDS[at]} == share ]]; then
    _cargo_share
  elif [[ -n $_cargo_share_before ]]; then
    "$_cargo_share_before" "$@"
  fi
}

# cargo's own completion keeps everything but "cargo share".
if ! complete -p cargo >/dev/null 2>&1; then
  if declare -F _comp_load >/dev/null; then
    _comp_load cargo 2>/dev/null
  elif declare -F _completion_loader >/dev/null; then
    _completion_loader cargo 2>/dev/null
  fi
fi
_cargo_share_now=$(complete -p cargo 2>/dev/null)
if [[ $_cargo_share_now =~ -F\\ ([^\\ ]+) ]] && [[ \${BASH_REMATCH[1]} != _cargo_share_in_cargo ]]; then
  _cargo_share_before=\${BASH_REMATCH[1]}
fi
unset _cargo_share_now
complete -F _cargo_share cargo-share
complete -o bashdefault -o default -F _cargo_share_in_cargo cargo
`,
  // cargo's own _cargo calls _cargo-share for "cargo share", with the words moved up.
  zsh: `#compdef cargo-share
# Completion of cargo-share for zsh. As _cargo-share in a directory of $fpath, or in ~/.zshrc after compinit:
#   source <(cargo-share completions zsh)

_cargo-share() {
  local value description paths=none ret=1
  local -a candidates typed
  typed=("\${(@Q)words[2,CURRENT]}")
  while IFS=$'\\t' read -r value description; do
    case $value in
      :*) paths=\${value#:} ;;
      *) candidates+=("\${value//:/\\\\:}:$description") ;;
    esac
  done < <(cargo-share __complete "\${typed[@]}" 2>/dev/null)
  (( $#candidates )) && _describe -t candidates candidate candidates && ret=0
  case $paths in
    files) _files && ret=0 ;;
    directories) _files -/ && ret=0 ;;
  esac
  return ret
}

_cargo-share-in-cargo() {
  if [[ $words[2] == +* ]]; then
    shift words
    (( CURRENT-- ))
  fi
  if (( CURRENT > 2 )) && [[ $words[2] == share ]]; then
    shift words
    (( CURRENT-- ))
    _cargo-share
  else
    _default
  fi
}

if [[ $funcstack[1] == _cargo-share ]]; then
  _cargo-share "$@"
elif (( $+functions[compdef] )); then
  compdef _cargo-share cargo-share
  (( $+_comps[cargo] )) || compdef _cargo-share-in-cargo cargo
fi
`,
  fish: `# Completion of cargo-share for fish:
#   cargo-share completions fish > ~/.config/fish/completions/cargo-share.fish
# and for "cargo share" in ~/.config/fish/config.fish:
#   cargo-share completions fish | source

function __cargo_share_complete
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '.*/' '' -- $typed[1])
    set -e typed[1]
    if test "$program" = cargo
        string match -q -- '+*' "$typed[1]"; and set -e typed[1]
        set -e typed[1]
    end
    for line in (cargo-share __complete $typed "$current" 2>/dev/null)
        switch $line
            case :none
            case :files
                __fish_complete_path "$current"
            case :directories
                __fish_complete_directories "$current" ''
            case '*'
                echo $line
        end
    end
end

complete -c cargo-share -f -a '(__cargo_share_complete)'
complete -c cargo -n '__fish_seen_subcommand_from share' -f -a '(__cargo_share_complete)'
`,
};
