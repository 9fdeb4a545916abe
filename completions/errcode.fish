# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_errcode_global_optspecs
    string join \n catalog= catalog-file= status= format= color= width= h/help V/version
end

function __fish_errcode_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_errcode_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_errcode_using_subcommand
    set -l cmd (__fish_errcode_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c errcode -n "__fish_errcode_needs_command" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_needs_command" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_needs_command" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_needs_command" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_needs_command" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_needs_command" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_needs_command" -s V -l version -d 'Print version'
complete -c errcode -n "__fish_errcode_needs_command" -f -a "lookup" -d 'What does this code mean? Any spelling, any catalog'
complete -c errcode -n "__fish_errcode_needs_command" -f -a "decode" -d 'What is a code made of? Parts, equivalent forms, neighbours; listed or not'
complete -c errcode -n "__fish_errcode_needs_command" -f -a "search" -d 'Which error says something like this? Words, however typed, or a pasted message'
complete -c errcode -n "__fish_errcode_needs_command" -f -a "explain" -d 'What does this WWW-Authenticate header, error body or HTTP response say, and what next?'
complete -c errcode -n "__fish_errcode_needs_command" -f -a "scan" -d 'Which codes are in this log? Annotate, extract, count'
complete -c errcode -n "__fish_errcode_needs_command" -f -a "list" -d 'All errors, filtered by catalog, status or group'
complete -c errcode -n "__fish_errcode_needs_command" -f -a "catalogs" -d 'Which catalogs there are, and where from; check, start and import your own'
complete -c errcode -n "__fish_errcode_needs_command" -f -a "export" -d 'The catalogs in the formats that other tools load; without a format: which there are'
complete -c errcode -n "__fish_errcode_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c errcode -n "__fish_errcode_needs_command" -f -a "man" -d 'Print the manual page, of the program or of one command'
complete -c errcode -n "__fish_errcode_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c errcode -n "__fish_errcode_using_subcommand lookup" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_using_subcommand lookup" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand lookup" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_using_subcommand lookup" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_using_subcommand lookup" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_using_subcommand lookup" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_using_subcommand lookup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_using_subcommand decode" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_using_subcommand decode" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand decode" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_using_subcommand decode" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_using_subcommand decode" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_using_subcommand decode" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_using_subcommand decode" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_using_subcommand search" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_using_subcommand search" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand search" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_using_subcommand search" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_using_subcommand search" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_using_subcommand search" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_using_subcommand search" -l limit -d 'At most this many entries [default: 10, fewer where the rest answers much worse]' -r
complete -c errcode -n "__fish_errcode_using_subcommand search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_using_subcommand explain" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_using_subcommand explain" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand explain" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_using_subcommand explain" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_using_subcommand explain" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_using_subcommand explain" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_using_subcommand explain" -l file -d 'Read the response from this file; `-` is standard input' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_using_subcommand scan" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand scan" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_using_subcommand scan" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_using_subcommand scan" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_using_subcommand scan" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_using_subcommand scan" -l annotate -d 'Explain a code below its line: when it is new, every time, or not at all' -r -f -a "first\t'Where the last lines did not have it'
all\t'Every time'
none\t'Not at all'"
complete -c errcode -n "__fish_errcode_using_subcommand scan" -s C -l context -d 'Print so many lines before and after those with findings as well' -r
complete -c errcode -n "__fish_errcode_using_subcommand scan" -s B -l before-context -d 'So many before them' -r
complete -c errcode -n "__fish_errcode_using_subcommand scan" -s A -l after-context -d 'So many after them' -r
complete -c errcode -n "__fish_errcode_using_subcommand scan" -l confidence -d 'Report findings of this confidence and above' -r -f -a "possible\t'Whatever looks like a code'
likely\t'Where what stands around it fits'
certain\t'Where nothing else looks like it'"
complete -c errcode -n "__fish_errcode_using_subcommand scan" -s j -l threads -d 'How many threads read a file [default: one a core]' -r
complete -c errcode -n "__fish_errcode_using_subcommand scan" -s m -l matches -d 'Print only lines with findings'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -s o -l only-matching -d 'Print the codes alone, one a line'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -s c -l count -d 'Print how many lines have findings'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -s q -l quiet -d 'Print nothing; the exit status tells: 0 at the first finding'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -s s -l summary -d 'Print what was found in all: how often, where, when'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -l merge -d 'Add up the summaries in these files (`--summary --format json`)'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -l row-per-line -d 'Print one line for each line read: a JSON array of its findings'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -s M -l messages -d 'Find messages without their codes too, and the values they were filled with'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -s r -l recursive -d 'Read folders and all that is in them'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -s F -l follow -d 'Wait for more at the end of all files at once, across rotation, truncation and absence'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -s n -l line-number -d 'Print line numbers: `:` behind those with findings, `-` behind others'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -l no-line-number -d 'Print no line numbers: null in JSON'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -l exit-zero -d 'Exit with 0 where nothing is found, too'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -l utf8 -d 'Print bytes that are no UTF-8 as U+FFFD'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -l line-buffered -d 'Accepted: output is always flushed when no more input is in sight'
complete -c errcode -n "__fish_errcode_using_subcommand scan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_using_subcommand list" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_using_subcommand list" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand list" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_using_subcommand list" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_using_subcommand list" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_using_subcommand list" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_using_subcommand list" -l group -d 'Only errors of this group: OD, services.storage, "User management"' -r
complete -c errcode -n "__fish_errcode_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and not __fish_seen_subcommand_from list check new import schema" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and not __fish_seen_subcommand_from list check new import schema" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and not __fish_seen_subcommand_from list check new import schema" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and not __fish_seen_subcommand_from list check new import schema" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and not __fish_seen_subcommand_from list check new import schema" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and not __fish_seen_subcommand_from list check new import schema" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and not __fish_seen_subcommand_from list check new import schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and not __fish_seen_subcommand_from list check new import schema" -f -a "list" -d 'Which catalogs there are: edition, source, entries, where from and what changes them'
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and not __fish_seen_subcommand_from list check new import schema" -f -a "check" -d 'Everything that is wrong with catalog files, with line and column; runs their examples'
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and not __fish_seen_subcommand_from list check new import schema" -f -a "new" -d 'Print a catalog to start from, with a word on every field'
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and not __fish_seen_subcommand_from list check new import schema" -f -a "import" -d 'Make a catalog from what you have: tables, message files, manifests, API descriptions'
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and not __fish_seen_subcommand_from list check new import schema" -f -a "schema" -d 'Print the JSON Schema of catalog files, for editors'
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from list" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from list" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from list" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from list" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from list" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from list" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from check" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from check" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from check" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from check" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from check" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from check" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from new" -l patches -d 'A file that adds to this catalog or changes it, instead of one of its own' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from new" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from new" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from new" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from new" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from new" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from new" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from new" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from import" -l from -d 'What it is [default: as its name tells]' -r -f -a "csv\t''
properties\t''
po\t''
kuzzle\t''
openapi\t''
markdown\t''"
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from import" -l id -d 'The id of the catalog [default: from the name of the file]' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from import" -l title -d 'The name of the system' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from import" -l edition -d 'The edition that is catalogued' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from import" -l strip -d 'Leave this out at the start of every key' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from import" -l column -d 'Which column of a table holds a field: `code=Fehlernummer`; may be given several times' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from import" -l plugin-code -d 'The number of a Kuzzle plug-in in the configuration of the server' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from import" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from import" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from import" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from import" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from import" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from import" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from schema" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from schema" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from schema" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from schema" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from schema" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from schema" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_using_subcommand catalogs; and __fish_seen_subcommand_from schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_using_subcommand export" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_using_subcommand export" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand export" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_using_subcommand export" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_using_subcommand export" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_using_subcommand export" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_using_subcommand export" -s o -l output -d 'Into this file, or this folder for a format of several files [default: standard output]' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand export" -l part -d 'Only this file of a format of several files' -r
complete -c errcode -n "__fish_errcode_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_using_subcommand completions" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_using_subcommand completions" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand completions" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_using_subcommand completions" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_using_subcommand completions" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_using_subcommand completions" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_using_subcommand man" -l catalog -d 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)' -r
complete -c errcode -n "__fish_errcode_using_subcommand man" -l catalog-file -d 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times' -r -F
complete -c errcode -n "__fish_errcode_using_subcommand man" -l status -d 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas' -r
complete -c errcode -n "__fish_errcode_using_subcommand man" -l format -d 'How to answer' -r -f -a "text\t'Text that people read'
json\t'JSON that programs read, with stable keys'"
complete -c errcode -n "__fish_errcode_using_subcommand man" -l color -d 'When to color; `NO_COLOR` is honored' -r -f -a "auto\t'Where the output is a terminal'
always\t'Into files and pipes, too'
never\t'Nowhere'"
complete -c errcode -n "__fish_errcode_using_subcommand man" -l width -d 'Columns to fit the answer into [default: the terminal\'s, else 80]' -r
complete -c errcode -n "__fish_errcode_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c errcode -n "__fish_errcode_using_subcommand help; and not __fish_seen_subcommand_from lookup decode search explain scan list catalogs export completions man help" -f -a "lookup" -d 'What does this code mean? Any spelling, any catalog'
complete -c errcode -n "__fish_errcode_using_subcommand help; and not __fish_seen_subcommand_from lookup decode search explain scan list catalogs export completions man help" -f -a "decode" -d 'What is a code made of? Parts, equivalent forms, neighbours; listed or not'
complete -c errcode -n "__fish_errcode_using_subcommand help; and not __fish_seen_subcommand_from lookup decode search explain scan list catalogs export completions man help" -f -a "search" -d 'Which error says something like this? Words, however typed, or a pasted message'
complete -c errcode -n "__fish_errcode_using_subcommand help; and not __fish_seen_subcommand_from lookup decode search explain scan list catalogs export completions man help" -f -a "explain" -d 'What does this WWW-Authenticate header, error body or HTTP response say, and what next?'
complete -c errcode -n "__fish_errcode_using_subcommand help; and not __fish_seen_subcommand_from lookup decode search explain scan list catalogs export completions man help" -f -a "scan" -d 'Which codes are in this log? Annotate, extract, count'
complete -c errcode -n "__fish_errcode_using_subcommand help; and not __fish_seen_subcommand_from lookup decode search explain scan list catalogs export completions man help" -f -a "list" -d 'All errors, filtered by catalog, status or group'
complete -c errcode -n "__fish_errcode_using_subcommand help; and not __fish_seen_subcommand_from lookup decode search explain scan list catalogs export completions man help" -f -a "catalogs" -d 'Which catalogs there are, and where from; check, start and import your own'
complete -c errcode -n "__fish_errcode_using_subcommand help; and not __fish_seen_subcommand_from lookup decode search explain scan list catalogs export completions man help" -f -a "export" -d 'The catalogs in the formats that other tools load; without a format: which there are'
complete -c errcode -n "__fish_errcode_using_subcommand help; and not __fish_seen_subcommand_from lookup decode search explain scan list catalogs export completions man help" -f -a "completions" -d 'Print the completions of a shell'
complete -c errcode -n "__fish_errcode_using_subcommand help; and not __fish_seen_subcommand_from lookup decode search explain scan list catalogs export completions man help" -f -a "man" -d 'Print the manual page, of the program or of one command'
complete -c errcode -n "__fish_errcode_using_subcommand help; and not __fish_seen_subcommand_from lookup decode search explain scan list catalogs export completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
