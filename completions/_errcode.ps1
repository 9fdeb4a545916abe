
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'errcode' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'errcode'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'errcode' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('lookup', 'lookup', [CompletionResultType]::ParameterValue, 'What does this code mean? Any spelling, any catalog')
            [CompletionResult]::new('decode', 'decode', [CompletionResultType]::ParameterValue, 'What is a code made of? Parts, equivalent forms, neighbours; listed or not')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Which error says something like this? Words, however typed, or a pasted message')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'What does this WWW-Authenticate header, error body or HTTP response say, and what next?')
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'Which codes are in this log? Annotate, extract, count')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'All errors, filtered by catalog, status or group')
            [CompletionResult]::new('catalogs', 'catalogs', [CompletionResultType]::ParameterValue, 'Which catalogs there are, and where from; check, start and import your own')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'The catalogs in the formats that other tools load; without a format: which there are')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, of the program or of one command')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'errcode;lookup' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'errcode;decode' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'errcode;search' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most this many entries [default: 10, fewer where the rest answers much worse]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'errcode;explain' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Read the response from this file; `-` is standard input')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'errcode;scan' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('--annotate', '--annotate', [CompletionResultType]::ParameterName, 'Explain a code below its line: when it is new, every time, or not at all')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Print so many lines before and after those with findings as well')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Print so many lines before and after those with findings as well')
            [CompletionResult]::new('-B', '-B ', [CompletionResultType]::ParameterName, 'So many before them')
            [CompletionResult]::new('--before-context', '--before-context', [CompletionResultType]::ParameterName, 'So many before them')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'So many after them')
            [CompletionResult]::new('--after-context', '--after-context', [CompletionResultType]::ParameterName, 'So many after them')
            [CompletionResult]::new('--confidence', '--confidence', [CompletionResultType]::ParameterName, 'Report findings of this confidence and above')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'How many threads read a file [default: one a core]')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'How many threads read a file [default: one a core]')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Print only lines with findings')
            [CompletionResult]::new('--matches', '--matches', [CompletionResultType]::ParameterName, 'Print only lines with findings')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Print the codes alone, one a line')
            [CompletionResult]::new('--only-matching', '--only-matching', [CompletionResultType]::ParameterName, 'Print the codes alone, one a line')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Print how many lines have findings')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'Print how many lines have findings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print nothing; the exit status tells: 0 at the first finding')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print nothing; the exit status tells: 0 at the first finding')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Print what was found in all: how often, where, when')
            [CompletionResult]::new('--summary', '--summary', [CompletionResultType]::ParameterName, 'Print what was found in all: how often, where, when')
            [CompletionResult]::new('--merge', '--merge', [CompletionResultType]::ParameterName, 'Add up the summaries in these files (`--summary --format json`)')
            [CompletionResult]::new('--row-per-line', '--row-per-line', [CompletionResultType]::ParameterName, 'Print one line for each line read: a JSON array of its findings')
            [CompletionResult]::new('-M', '-M ', [CompletionResultType]::ParameterName, 'Find messages without their codes too, and the values they were filled with')
            [CompletionResult]::new('--messages', '--messages', [CompletionResultType]::ParameterName, 'Find messages without their codes too, and the values they were filled with')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Read folders and all that is in them')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Read folders and all that is in them')
            [CompletionResult]::new('-F', '-F ', [CompletionResultType]::ParameterName, 'Wait for more at the end of all files at once, across rotation, truncation and absence')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Wait for more at the end of all files at once, across rotation, truncation and absence')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Print line numbers: `:` behind those with findings, `-` behind others')
            [CompletionResult]::new('--line-number', '--line-number', [CompletionResultType]::ParameterName, 'Print line numbers: `:` behind those with findings, `-` behind others')
            [CompletionResult]::new('--no-line-number', '--no-line-number', [CompletionResultType]::ParameterName, 'Print no line numbers: null in JSON')
            [CompletionResult]::new('--exit-zero', '--exit-zero', [CompletionResultType]::ParameterName, 'Exit with 0 where nothing is found, too')
            [CompletionResult]::new('--utf8', '--utf8', [CompletionResultType]::ParameterName, 'Print bytes that are no UTF-8 as U+FFFD')
            [CompletionResult]::new('--line-buffered', '--line-buffered', [CompletionResultType]::ParameterName, 'Accepted: output is always flushed when no more input is in sight')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'errcode;list' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Only errors of this group: OD, services.storage, "User management"')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'errcode;catalogs' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Which catalogs there are: edition, source, entries, where from and what changes them')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Everything that is wrong with catalog files, with line and column; runs their examples')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Print a catalog to start from, with a word on every field')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Make a catalog from what you have: tables, message files, manifests, API descriptions')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of catalog files, for editors')
            break
        }
        'errcode;catalogs;list' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'errcode;catalogs;check' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'errcode;catalogs;new' {
            [CompletionResult]::new('--patches', '--patches', [CompletionResultType]::ParameterName, 'A file that adds to this catalog or changes it, instead of one of its own')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'errcode;catalogs;import' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'What it is [default: as its name tells]')
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The id of the catalog [default: from the name of the file]')
            [CompletionResult]::new('--title', '--title', [CompletionResultType]::ParameterName, 'The name of the system')
            [CompletionResult]::new('--edition', '--edition', [CompletionResultType]::ParameterName, 'The edition that is catalogued')
            [CompletionResult]::new('--strip', '--strip', [CompletionResultType]::ParameterName, 'Leave this out at the start of every key')
            [CompletionResult]::new('--column', '--column', [CompletionResultType]::ParameterName, 'Which column of a table holds a field: `code=Fehlernummer`; may be given several times')
            [CompletionResult]::new('--plugin-code', '--plugin-code', [CompletionResultType]::ParameterName, 'The number of a Kuzzle plug-in in the configuration of the server')
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'errcode;catalogs;schema' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'errcode;export' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Into this file, or this folder for a format of several files [default: standard output]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Into this file, or this folder for a format of several files [default: standard output]')
            [CompletionResult]::new('--part', '--part', [CompletionResultType]::ParameterName, 'Only this file of a format of several files')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'errcode;completions' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'errcode;man' {
            [CompletionResult]::new('--catalog', '--catalog', [CompletionResultType]::ParameterName, 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)')
            [CompletionResult]::new('--catalog-file', '--catalog-file', [CompletionResultType]::ParameterName, 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to color; `NO_COLOR` is honored')
            [CompletionResult]::new('--width', '--width', [CompletionResultType]::ParameterName, 'Columns to fit the answer into [default: the terminal''s, else 80]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'errcode;help' {
            [CompletionResult]::new('lookup', 'lookup', [CompletionResultType]::ParameterValue, 'What does this code mean? Any spelling, any catalog')
            [CompletionResult]::new('decode', 'decode', [CompletionResultType]::ParameterValue, 'What is a code made of? Parts, equivalent forms, neighbours; listed or not')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Which error says something like this? Words, however typed, or a pasted message')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'What does this WWW-Authenticate header, error body or HTTP response say, and what next?')
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'Which codes are in this log? Annotate, extract, count')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'All errors, filtered by catalog, status or group')
            [CompletionResult]::new('catalogs', 'catalogs', [CompletionResultType]::ParameterValue, 'Which catalogs there are, and where from; check, start and import your own')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'The catalogs in the formats that other tools load; without a format: which there are')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, of the program or of one command')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'errcode;help;lookup' {
            break
        }
        'errcode;help;decode' {
            break
        }
        'errcode;help;search' {
            break
        }
        'errcode;help;explain' {
            break
        }
        'errcode;help;scan' {
            break
        }
        'errcode;help;list' {
            break
        }
        'errcode;help;catalogs' {
            break
        }
        'errcode;help;export' {
            break
        }
        'errcode;help;completions' {
            break
        }
        'errcode;help;man' {
            break
        }
        'errcode;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
