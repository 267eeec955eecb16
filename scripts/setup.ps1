# setup.ps1 [-Build] [-Run]: on Windows, looks for what the build needs and
# installs what is missing: Go from winget, gcc from MSYS2. It names the packages
# and the command before it runs it, and prints nothing when all is there.
#
#   powershell -ExecutionPolicy Bypass -File scripts\setup.ps1 -Run
param([switch]$Build, [switch]$Run)

$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..')
$ucrt = 'C:\msys64\ucrt64\bin'

function Fail([string]$Text) {
    [Console]::Error.WriteLine("setup: $Text")
    exit 1
}

function Test-Program([string]$Name) {
    return [bool](Get-Command $Name -ErrorAction SilentlyContinue)
}

function Invoke-Named([string]$Package, [string]$Program, [string[]]$Arguments) {
    Write-Host "setup: $Package is missing"
    Write-Host "setup: $Program $($Arguments -join ' ')"
    if (-not (Test-Program $Program)) {
        Fail "there is no $Program here: install $Package by hand"
    }
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) {
        Fail "'$Program $($Arguments -join ' ')' failed: install $Package by hand and try again"
    }
}

# What the machine knows now, with what an installer added to it.
function Update-Path {
    $machine = [Environment]::GetEnvironmentVariable('Path', 'Machine')
    $user = [Environment]::GetEnvironmentVariable('Path', 'User')
    $env:Path = "$machine;$user;$ucrt"
}

$wanted = (Select-String -Path go.mod -Pattern '^go (\d+\.\d+)').Matches[0].Groups[1].Value
if (-not (Test-Program 'go')) {
    Invoke-Named "Go $wanted or newer" 'winget' @('install', '--id', 'GoLang.Go', '--exact')
    Update-Path
}
$found = (& go version) -replace '^go version go(\d+\.\d+).*$', '$1'
if ($LASTEXITCODE -ne 0 -or ($found -match '^\d+\.\d+$' -and [version]$found -lt [version]$wanted)) {
    Fail "Go $wanted or newer is needed, this is ${found}: https://go.dev/doc/install"
}

if (-not (Test-Program 'gcc') -and (Test-Path "$ucrt\gcc.exe")) {
    $env:Path = "$env:Path;$ucrt"
}
if (-not (Test-Program 'gcc')) {
    if (-not (Test-Path 'C:\msys64\usr\bin\bash.exe')) {
        Invoke-Named 'MSYS2, which has gcc,' 'winget' @('install', '--id', 'MSYS2.MSYS2', '--exact')
    }
    Invoke-Named 'mingw-w64-ucrt-x86_64-gcc' 'C:\msys64\usr\bin\bash.exe' `
        @('-lc', 'pacman -S --needed --noconfirm mingw-w64-ucrt-x86_64-gcc')
    Update-Path
}
if (-not (Test-Program 'gcc')) {
    Fail "gcc is still not on the PATH: it belongs into $ucrt"
}

if (-not ($Build -or $Run)) {
    exit 0
}
$env:CGO_ENABLED = '0'
& go build -trimpath -buildvcs=false -o bin\poolscope-cli.exe .
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
$env:CGO_ENABLED = '1'
& go build -trimpath -buildvcs=false -tags 'migrated_fynedo,no_emoji' -o bin\poolscope.exe .
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
if ($Run) {
    & bin\poolscope.exe
    exit $LASTEXITCODE
}
