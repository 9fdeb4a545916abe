
use builtin;
use str;

set edit:completion:arg-completer[errcode] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'errcode'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'errcode'= {
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand lookup 'What does this code mean? Any spelling, any catalog'
            cand decode 'What is a code made of? Parts, equivalent forms, neighbours; listed or not'
            cand search 'Which error says something like this? Words, however typed, or a pasted message'
            cand explain 'What does this WWW-Authenticate header, error body or HTTP response say, and what next?'
            cand scan 'Which codes are in this log? Annotate, extract, count'
            cand list 'All errors, filtered by catalog, status or group'
            cand catalogs 'Which catalogs there are, and where from; check, start and import your own'
            cand export 'The catalogs in the formats that other tools load; without a format: which there are'
            cand completions 'Print the completions of a shell'
            cand man 'Print the manual page, of the program or of one command'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'errcode;lookup'= {
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'errcode;decode'= {
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'errcode;search'= {
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand --limit 'At most this many entries [default: 10, fewer where the rest answers much worse]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'errcode;explain'= {
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand --file 'Read the response from this file; `-` is standard input'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'errcode;scan'= {
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand --annotate 'Explain a code below its line: when it is new, every time, or not at all'
            cand -C 'Print so many lines before and after those with findings as well'
            cand --context 'Print so many lines before and after those with findings as well'
            cand -B 'So many before them'
            cand --before-context 'So many before them'
            cand -A 'So many after them'
            cand --after-context 'So many after them'
            cand --confidence 'Report findings of this confidence and above'
            cand -j 'How many threads read a file [default: one a core]'
            cand --threads 'How many threads read a file [default: one a core]'
            cand -m 'Print only lines with findings'
            cand --matches 'Print only lines with findings'
            cand -o 'Print the codes alone, one a line'
            cand --only-matching 'Print the codes alone, one a line'
            cand -c 'Print how many lines have findings'
            cand --count 'Print how many lines have findings'
            cand -q 'Print nothing; the exit status tells: 0 at the first finding'
            cand --quiet 'Print nothing; the exit status tells: 0 at the first finding'
            cand -s 'Print what was found in all: how often, where, when'
            cand --summary 'Print what was found in all: how often, where, when'
            cand --merge 'Add up the summaries in these files (`--summary --format json`)'
            cand --row-per-line 'Print one line for each line read: a JSON array of its findings'
            cand -M 'Find messages without their codes too, and the values they were filled with'
            cand --messages 'Find messages without their codes too, and the values they were filled with'
            cand -r 'Read folders and all that is in them'
            cand --recursive 'Read folders and all that is in them'
            cand -F 'Wait for more at the end of all files at once, across rotation, truncation and absence'
            cand --follow 'Wait for more at the end of all files at once, across rotation, truncation and absence'
            cand -n 'Print line numbers: `:` behind those with findings, `-` behind others'
            cand --line-number 'Print line numbers: `:` behind those with findings, `-` behind others'
            cand --no-line-number 'Print no line numbers: null in JSON'
            cand --exit-zero 'Exit with 0 where nothing is found, too'
            cand --utf8 'Print bytes that are no UTF-8 as U+FFFD'
            cand --line-buffered 'Accepted: output is always flushed when no more input is in sight'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'errcode;list'= {
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand --group 'Only errors of this group: OD, services.storage, "User management"'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'errcode;catalogs'= {
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'Which catalogs there are: edition, source, entries, where from and what changes them'
            cand check 'Everything that is wrong with catalog files, with line and column; runs their examples'
            cand new 'Print a catalog to start from, with a word on every field'
            cand import 'Make a catalog from what you have: tables, message files, manifests, API descriptions'
            cand schema 'Print the JSON Schema of catalog files, for editors'
        }
        &'errcode;catalogs;list'= {
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'errcode;catalogs;check'= {
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'errcode;catalogs;new'= {
            cand --patches 'A file that adds to this catalog or changes it, instead of one of its own'
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'errcode;catalogs;import'= {
            cand --from 'What it is [default: as its name tells]'
            cand --id 'The id of the catalog [default: from the name of the file]'
            cand --title 'The name of the system'
            cand --edition 'The edition that is catalogued'
            cand --strip 'Leave this out at the start of every key'
            cand --column 'Which column of a table holds a field: `code=Fehlernummer`; may be given several times'
            cand --plugin-code 'The number of a Kuzzle plug-in in the configuration of the server'
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'errcode;catalogs;schema'= {
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'errcode;export'= {
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand -o 'Into this file, or this folder for a format of several files [default: standard output]'
            cand --output 'Into this file, or this folder for a format of several files [default: standard output]'
            cand --part 'Only this file of a format of several files'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'errcode;completions'= {
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'errcode;man'= {
            cand --catalog 'Only this catalog; may be given several times (`errcode catalogs` lists the ids)'
            cand --catalog-file 'A catalog of your own, beside those of `$ERRCODE_PATH` and of your configuration folder; may be given several times'
            cand --status 'Only errors with these HTTP statuses: 404, 4xx, 500-599, or a list with commas'
            cand --format 'How to answer'
            cand --color 'When to color; `NO_COLOR` is honored'
            cand --width 'Columns to fit the answer into [default: the terminal''s, else 80]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'errcode;help'= {
            cand lookup 'What does this code mean? Any spelling, any catalog'
            cand decode 'What is a code made of? Parts, equivalent forms, neighbours; listed or not'
            cand search 'Which error says something like this? Words, however typed, or a pasted message'
            cand explain 'What does this WWW-Authenticate header, error body or HTTP response say, and what next?'
            cand scan 'Which codes are in this log? Annotate, extract, count'
            cand list 'All errors, filtered by catalog, status or group'
            cand catalogs 'Which catalogs there are, and where from; check, start and import your own'
            cand export 'The catalogs in the formats that other tools load; without a format: which there are'
            cand completions 'Print the completions of a shell'
            cand man 'Print the manual page, of the program or of one command'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'errcode;help;lookup'= {
        }
        &'errcode;help;decode'= {
        }
        &'errcode;help;search'= {
        }
        &'errcode;help;explain'= {
        }
        &'errcode;help;scan'= {
        }
        &'errcode;help;list'= {
        }
        &'errcode;help;catalogs'= {
        }
        &'errcode;help;export'= {
        }
        &'errcode;help;completions'= {
        }
        &'errcode;help;man'= {
        }
        &'errcode;help;help'= {
        }
    ]
    $completions[$command]
}
