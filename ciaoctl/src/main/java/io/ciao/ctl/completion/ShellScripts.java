package io.ciao.ctl.completion;

import java.util.Optional;

/// What a shell reads to ask ciaoctl for candidates. Pure.
public final class ShellScripts {
  private static final String BASH =
      """
      # Completion of ciaoctl for bash. Read it with: source <(ciaoctl completion bash)
      _ciaoctl() {
        local answer directive IFS=$'\\n'
        answer=$("${COMP_WORDS[0]}" __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null) || return
        directive=${answer##*:}
        COMPREPLY=($(compgen -W "${answer%:*}" -- "${COMP_WORDS[COMP_CWORD]}"))
        if [[ $directive == 0 ]]; then
          COMPREPLY+=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"))
          compopt -o filenames
        elif [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[/=] ]]; then
          compopt -o nospace
        fi
      }
      complete -F _ciaoctl ciaoctl
      complete -F _ciaoctl kubectl-ciao
      """;

  private static final String ZSH =
      """
      #compdef ciaoctl kubectl-ciao
      # Completion of ciaoctl for zsh. Read it with: source <(ciaoctl completion zsh)
      _ciaoctl() {
        local -a answer
        answer=("${(@f)$(${words[1]} __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
        local directive=${answer[-1]}
        answer[-1]=()
        (( ${#answer} )) && compadd -S '' -- $answer
        [[ $directive == :0 ]] && _files
      }
      compdef _ciaoctl ciaoctl kubectl-ciao
      """;

  private static final String FISH =
      """
      # Completion of ciaoctl for fish. Read it with: ciaoctl completion fish | source
      function __ciaoctl_complete
        set -l words (commandline -opc) (commandline -ct)
        ciaoctl __complete -- $words[2..-1] 2>/dev/null | string match -v -r '^:[0-9]+$'
      end
      complete -c ciaoctl -f -a '(__ciaoctl_complete)'
      complete -c ciaoctl -s f -l filename -r -F
      complete -c ciaoctl -s k -l kustomize -r -F
      complete -c ciaoctl -l kubeconfig -r -F
      """;

  private ShellScripts() {}

  /// The script for `bash`, `zsh` or `fish`.
  public static Optional<String> of(String shell) {
    return switch (shell) {
      case "bash" -> Optional.of(BASH);
      case "zsh" -> Optional.of(ZSH);
      case "fish" -> Optional.of(FISH);
      default -> Optional.empty();
    };
  }
}
