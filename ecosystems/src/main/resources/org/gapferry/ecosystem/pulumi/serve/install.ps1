# Installs the Pulumi CLI from this mirror: install.ps1 [-Version VERSION] [-InstallRoot DIR] [-NoEditPath]
param([string]$Version = 'latest', [string]$InstallRoot = (Join-Path $HOME '.pulumi'), [switch]$NoEditPath)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$base = '@BASE@'
if ($Version -eq 'latest') {
  $Version = ([string](Invoke-RestMethod -UseBasicParsing "$base/latest-version")).Trim()
}
$Version = $Version.TrimStart('v')
$arch = if ($env:PROCESSOR_ARCHITECTURE -eq 'ARM64') { 'arm64' } else { 'x64' }
$file = "pulumi-v$Version-windows-$arch.zip"
$work = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid().ToString())
New-Item -ItemType Directory -Path $work | Out-Null
try {
  Write-Host "installing pulumi $Version from $base"
  Invoke-WebRequest -UseBasicParsing "$base/releases/sdk/$file" -OutFile (Join-Path $work $file)
  $sums = [string](Invoke-RestMethod -UseBasicParsing "$base/releases/sdk/pulumi-$Version-checksums.txt")
  $expected = ''
  foreach ($line in $sums -split "`n") {
    $parts = $line.Trim() -split '\s+', 2
    if ($parts.Count -eq 2 -and ($parts[1] -replace '^\*', '' -replace '^\./', '') -eq $file) { $expected = $parts[0] }
  }
  if (-not $expected) { throw "the checksums of $Version do not name $file" }
  $actual = (Get-FileHash -Algorithm SHA256 (Join-Path $work $file)).Hash
  if ($actual -ne $expected) { throw "$file has the checksum $actual, and should have $expected" }
  Expand-Archive -Path (Join-Path $work $file) -DestinationPath (Join-Path $work 'unpacked')
  $bin = Join-Path $InstallRoot 'bin'
  New-Item -ItemType Directory -Force -Path $bin | Out-Null
  Get-ChildItem $bin -Filter 'pulumi*' | Remove-Item -Force
  Copy-Item -Recurse -Force (Join-Path $work 'unpacked/pulumi/bin/*') $bin
  if (-not $NoEditPath) {
    $path = [Environment]::GetEnvironmentVariable('Path', 'User')
    if (($path -split ';') -notcontains $bin) {
      [Environment]::SetEnvironmentVariable('Path', "$path;$bin", 'User')
    }
  }
  Write-Host "pulumi $Version is in $bin"
} finally {
  Remove-Item -Recurse -Force $work
}
