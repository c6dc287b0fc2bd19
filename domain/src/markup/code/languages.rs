//! The languages that are highlighted.

/// How a language is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Syntax {
    /// Words, strings and comments.
    Words,
    /// The same, with keywords in capitals or not.
    AnyCase,
    /// Keys and values: `key: value`, `key = value`.
    Keys,
    /// Tags and attributes.
    Tags,
    /// Lines that begin with `+` or `-`.
    Diff,
}

pub struct Language {
    /// What may stand after a fence.
    names: &'static str,
    pub syntax: Syntax,
    /// What begins a comment that ends with its line.
    pub comments: &'static [&'static str],
    /// What begins and ends a comment of several lines.
    pub block: Option<(&'static str, &'static str)>,
    /// The quotes around strings; a backtick and three quotes go over several lines.
    pub quotes: &'static str,
    /// Signs that begin a word which is neither, as `@decorator` or `#include`.
    pub meta: &'static str,
    pub keywords: &'static str,
}

const fn words(
    names: &'static str,
    comments: &'static [&'static str],
    block: Option<(&'static str, &'static str)>,
    quotes: &'static str,
    meta: &'static str,
    keywords: &'static str,
) -> Language {
    Language {
        names,
        syntax: Syntax::Words,
        comments,
        block,
        quotes,
        meta,
        keywords,
    }
}

const fn any_case(language: Language) -> Language {
    Language {
        syntax: Syntax::AnyCase,
        ..language
    }
}

const fn keys(
    names: &'static str,
    comments: &'static [&'static str],
    block: Option<(&'static str, &'static str)>,
    keywords: &'static str,
) -> Language {
    Language {
        names,
        syntax: Syntax::Keys,
        comments,
        block,
        quotes: "\"'",
        meta: "",
        keywords,
    }
}

const C: Option<(&str, &str)> = Some(("/*", "*/"));

/// The language with a name, whatever its case.
pub fn find(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| {
        language
            .names
            .split(' ')
            .any(|known| known.eq_ignore_ascii_case(name))
    })
}

#[rustfmt::skip]
static LANGUAGES: &[Language] = &[
    words("rust rs", &["//"], C, "\"'", "#", "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while"),
    words("python py python3 pycon starlark bzl", &["#"], None, "\"'", "@", "and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return True try while with yield self"),
    words("javascript js jsx mjs cjs node typescript ts tsx", &["//"], C, "\"'`", "@", "abstract any as async await boolean break case catch class const continue debugger declare default delete do else enum export extends false finally for from function get if implements import in infer instanceof interface keyof let namespace new null number of package private protected public readonly return satisfies set static string super switch this throw true try type typeof undefined unknown var void while with yield"),
    words("c h", &["//"], C, "\"'", "#", C_WORDS),
    words("cpp c++ cc cxx hpp hh arduino ino", &["//"], C, "\"'", "#", CPP_WORDS),
    words("objectivec objective-c objc m", &["//"], C, "\"'", "#@", C_WORDS),
    words("csharp c# cs", &["//"], C, "\"'", "#", "abstract as async await base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally fixed float for foreach get goto if implicit in int interface internal is lock long namespace new null object operator out override params private protected public readonly record ref return sbyte sealed set short sizeof static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using var virtual void volatile when where while yield"),
    words("java", &["//"], C, "\"'", "@", "abstract assert boolean break byte case catch char class const continue default do double else enum extends false final finally float for if implements import instanceof int interface long native new null package permits private protected public record return sealed short static strictfp super switch synchronized this throw throws transient true try var void volatile while yield"),
    words("kotlin kt kts", &["//"], C, "\"'", "@", "abstract as break by class companion const constructor continue crossinline data do else enum false final for fun get if import in infix init inline interface internal is lateinit null object open operator out override package private protected public return sealed set super suspend this throw true try typealias val var vararg when where while"),
    words("swift", &["//"], C, "\"", "@#", "actor any as associatedtype async await break case catch class continue default defer deinit do else enum extension fallthrough false fileprivate final for func guard if import in indirect init inout internal is lazy let mutating nil open operator override private protocol public repeat rethrows return self Self some static struct subscript super switch throw throws true try typealias var weak where while"),
    words("go golang", &["//"], C, "\"'`", "", "any bool break byte case chan const continue default defer else error fallthrough false float32 float64 for func go goto if import int int32 int64 interface iota map nil package range return rune select string struct switch true type uint uint32 uint64 var"),
    words("dart", &["//"], C, "\"'", "@", "abstract as assert async await base bool break case catch class const continue covariant default deferred do double dynamic else enum export extends extension external factory false final finally for get if implements import in int interface is late library mixin new null on operator part required rethrow return sealed set static super switch this throw true try typedef var void when while with yield"),
    words("scala sc", &["//"], C, "\"'", "@", "abstract case catch class def do else enum extends false final finally for given if implicit import lazy match new null object override package private protected return sealed super then this throw trait true try type using val var while with yield"),
    words("groovy gradle", &["//"], C, "\"'", "@", "as assert break case catch class continue def default do else enum extends false final finally for if implements import in instanceof interface new null package private protected public return static super switch this throw throws trait true try var void while"),
    words("zig", &["//"], None, "\"'", "@", "align and anyerror anytype async await bool break catch comptime const continue defer else enum errdefer error export extern false fn for if inline noalias null or orelse packed pub resume return struct suspend switch test true try type undefined union unreachable usingnamespace var void volatile while"),
    words("ruby rb", &["#"], Some(("=begin", "=end")), "\"'`", "@$", "alias and attr_accessor attr_reader begin BEGIN break case class def defined do else elsif end END ensure extend false for if in include module next nil not or private protected public raise redo require require_relative rescue retry return self super then true undef unless until when while yield"),
    words("php", &["//", "#"], C, "\"'", "$", "abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty enum extends false final finally fn for foreach function global goto if implements include instanceof insteadof interface isset list match namespace new null or print private protected public readonly require require_once return static switch this throw trait true try unset use var while xor yield"),
    any_case(words("sql postgresql postgres psql mysql sqlite plsql tsql", &["--"], C, "'\"", "@", "add all alter and any as asc begin between bigint boolean by cascade case cast check collate column commit conflict constraint create cross current_timestamp database default delete desc distinct do drop else end except exists explain false fetch for foreign from full function grant group having if in index inner insert int integer intersect into is join key lateral left like limit materialized not nothing null numeric of offset on or order outer over partition primary procedure recursive references replace restrict returning revoke right rollback select set smallint table temp temporary text then timestamp to transaction trigger true truncate union unique update using uuid vacuum values varchar view when where window with")),
    words("bash sh shell zsh fish console ksh shell-session", &["#"], None, "\"'`", "$", "alias break case cd continue declare do done echo elif else esac eval exec exit export fi for function if in local readonly return select set shift source sudo then time trap unset until while"),
    any_case(words("powershell ps1 pwsh", &["#"], Some(("<#", "#>")), "\"'", "$@", "begin break catch class continue do else elseif end enum exit filter finally for foreach function if in param process return switch throw trap try until using while")),
    any_case(words("bat batch cmd", &["REM ", "rem ", "::"], None, "\"", "%@", "call cd copy del echo else exist exit for goto if in not off on pause set setlocal start then")),
    words("lua", &["--"], Some(("--[[", "]]")), "\"'", "", "and break do else elseif end false for function goto if in local nil not or repeat return then true until while self"),
    words("perl pl", &["#"], None, "\"'`", "$@%", "and cmp das die do else elsif eq for foreach ge given gt if is last le local lt my ne next no not or our package print redo require return say sub undef unless until use when while xor"),
    words("r", &["#"], None, "\"'`", "", "break else FALSE for function if in Inf library NA NaN next NULL repeat require return TRUE while"),
    words("julia jl", &["#"], Some(("#=", "=#")), "\"`", "@", "abstract baremodule begin break catch const continue do else elseif end export false finally for function global if import in let local macro module mutable nothing primitive quote return struct true try type using where while"),
    words("matlab octave", &["%"], None, "\"'", "", "break case catch classdef continue else elseif end false for function global if otherwise parfor persistent return switch true try while"),
    words("haskell hs purescript elm", &["--"], Some(("{-", "-}")), "\"'", "", "as case class data default deriving do else exposing family forall foreign hiding if import in infix infixl infixr instance let module newtype of port qualified then type where"),
    words("ocaml ml fsharp f# fs sml", &["//"], Some(("(*", "*)")), "\"", "", "and as assert begin class constraint do done downto else end exception external false for fun function functor if in include inherit initializer lazy let match member method module mutable namespace new object of open or override private rec sig struct then to true try type use val virtual when while with yield"),
    words("elixir ex exs", &["#"], None, "\"'", "@:", "after and case catch cond def defdelegate defguard defimpl defmacro defmodule defp defprotocol defstruct do else end false fn for if import in nil not or quote raise receive require rescue true try unless unquote use when with"),
    words("erlang erl", &["%"], None, "\"'", "-?", "after and andalso begin case catch end export fun if include module not of or orelse receive record spec throw try type when xor"),
    words("clojure clj cljs edn lisp scheme racket elisp common-lisp", &[";"], None, "\"", ":", "and begin case cond def define defmacro defn defun do else false fn for if lambda let letfn loop nil not ns or quote recur require set try true when"),
    words("nix", &["#"], C, "\"", "", "assert builtins else false if import in inherit let null or rec then true with"),
    words("graphql gql", &["#"], None, "\"", "@$", "directive enum extend false fragment implements input interface mutation null on query scalar schema subscription true type union"),
    words("protobuf proto", &["//"], C, "\"'", "", "bool bytes double enum extend extensions false fixed32 fixed64 float import int32 int64 map message oneof option optional package public repeated required reserved returns rpc service sint32 sint64 stream string syntax to true uint32 uint64"),
    words("dockerfile docker containerfile", &["#"], None, "\"'", "$", "ADD ARG AS CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR"),
    words("makefile make mk", &["#"], None, "\"'", "$", "define else endef endif export ifdef ifeq ifndef ifneq include override unexport vpath"),
    words("cmake", &["#"], None, "\"", "$", "add_executable add_library add_subdirectory and else elseif endforeach endfunction endif endmacro endwhile find_package foreach function if include macro message not off on option or project set target_include_directories target_link_libraries while"),
    words("nginx caddy caddyfile apache", &["#"], None, "\"'", "$", "events http if include listen location log_format map proxy_pass reverse_proxy return rewrite root server server_name set ssl_certificate tls try_files upstream"),
    words("terraform tf hcl", &["#", "//"], C, "\"", "", "data dynamic each false for for_each if in local locals module null output provider resource self terraform true var variable"),
    words("vim viml vimscript", &["\""], None, "'", "", "augroup autocmd call command echo else elseif endfor endfunction endif endwhile execute for function if let map nnoremap noremap return set syntax while"),
    words("tex latex bibtex", &["%"], None, "", "\\@", ""),
    words("asm nasm x86asm armasm assembly", &[";", "//"], None, "\"'", ".%", "add and call cmp dec div inc int ja jb je jg jl jmp jne jnz jz lea mov mul neg nop not or pop push ret shl shr sub syscall test xor"),
    words("solidity sol", &["//"], C, "\"'", "", "abstract address assembly bool break bytes constant constructor continue contract delete do else emit enum error event external false for function if immutable import indexed interface internal is library mapping memory modifier new override payable pragma private public pure return returns storage string struct this true try uint uint256 using view virtual while"),
    words("glsl hlsl wgsl metal shader", &["//"], C, "\"", "#@", "bool break const continue discard do else false float fn for if in inout int let mat3 mat4 out return sampler2D struct switch true uint uniform var varying vec2 vec3 vec4 void while"),
    words("css scss less sass stylus", &["//"], C, "\"'", "@#.$", "important inherit initial none unset auto"),
    keys("json jsonc json5 ndjson jsonl", &["//"], C, "true false null"),
    keys("yaml yml", &["#"], None, "true false null yes no on off"),
    keys("toml ini cfg conf properties dotenv env editorconfig systemd", &["#", ";"], None, "true false"),
    Language { names: "html htm xhtml xml svg vue svelte astro jsp erb plist rss", syntax: Syntax::Tags, comments: &[], block: Some(("<!--", "-->")), quotes: "\"'", meta: "", keywords: "" },
    Language { names: "diff patch udiff", syntax: Syntax::Diff, comments: &[], block: None, quotes: "", meta: "", keywords: "" },
];

const C_WORDS: &str = "auto bool break case char const continue default do double else enum extern false float for goto if inline int long NULL register restrict return short signed sizeof static struct switch true typedef union unsigned void volatile while size_t uint8_t uint16_t uint32_t uint64_t int8_t int16_t int32_t int64_t id nil self YES NO";

const CPP_WORDS: &str = "alignas alignof and auto bool break case catch char class co_await co_return co_yield concept const consteval constexpr const_cast continue decltype default delete do double dynamic_cast else enum explicit export extern false final float for friend goto if inline int long mutable namespace new noexcept not nullptr operator or override private protected public reinterpret_cast requires return short signed sizeof static static_assert static_cast struct switch template this thread_local throw true try typedef typeid typename union unsigned using virtual void volatile while size_t uint8_t uint16_t uint32_t uint64_t int8_t int16_t int32_t int64_t";
