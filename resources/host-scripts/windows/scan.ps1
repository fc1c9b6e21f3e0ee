# Reads what a Windows host is and has, and changes nothing. For Windows PowerShell 5.1 and PowerShell 7.
# Prints one line of JSON. A part that cannot be read is named in "problems", in the host's own words.

# Windows PowerShell wraps arrays as {"value":[],"Count":0} while this extension is loaded.
Remove-TypeData -TypeName System.Array -ErrorAction SilentlyContinue
$problems = New-Object System.Collections.ArrayList

function Read-Part {
  param([string]$Name, [scriptblock]$Body)
  try { & $Body } catch { [void]$problems.Add(@{ part = $Name; text = [string]$_ }) }
}

function ConvertTo-Utc {
  param($Time)
  if ($null -eq $Time) { return $null }
  return ([datetime]$Time).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)
}

function Get-Value {
  param([string]$Path, [string]$Name)
  $item = Get-ItemProperty -LiteralPath $Path -ErrorAction SilentlyContinue
  if ($null -eq $item) { return $null }
  $property = $item.PSObject.Properties[$Name]
  if ($null -eq $property) { return $null }
  return $property.Value
}

$machine = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion'
$version = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'

$system = Read-Part 'system' {
  $os = Get-CimInstance -ClassName Win32_OperatingSystem
  @{
    caption = [string]$os.Caption
    version = [string]$os.Version
    revision = Get-Value $version 'UBR'
    displayVersion = [string](Get-Value $version 'DisplayVersion')
    releaseId = [string](Get-Value $version 'ReleaseId')
    edition = [string](Get-Value $version 'EditionID')
    installation = [string](Get-Value $version 'InstallationType')
    # 1 is a client, 2 a domain controller, 3 a server (Win32_OperatingSystem).
    productType = [int]$os.ProductType
    servicePack = [int]$os.ServicePackMajorVersion
    architecture = [string]$env:PROCESSOR_ARCHITECTURE
    hostname = [string]$os.CSName
    bootedAt = ConvertTo-Utc $os.LastBootUpTime
    uptimeSeconds = [long]($os.LocalDateTime - $os.LastBootUpTime).TotalSeconds
  }
}

$hardware = Read-Part 'hardware' {
  $computer = Get-CimInstance -ClassName Win32_ComputerSystem
  $bios = Get-CimInstance -ClassName Win32_BIOS
  $processors = @(Get-CimInstance -ClassName Win32_Processor)
  $drives = @(Get-CimInstance -ClassName Win32_DiskDrive | ForEach-Object {
    @{ name = [string]$_.DeviceID; bytes = [long]$_.Size; model = [string]$_.Model }
  })
  @{
    vendor = [string]$computer.Manufacturer
    model = [string]$computer.Model
    serial = [string]$bios.SerialNumber
    cpu = [string]$processors[0].Name
    cores = [int]($processors | Measure-Object -Property NumberOfCores -Sum).Sum
    memoryBytes = [long]$computer.TotalPhysicalMemory
    hypervisor = [bool]$computer.HypervisorPresent
    disks = $drives
  }
}

$space = Read-Part 'space' {
  Get-CimInstance -ClassName Win32_LogicalDisk -Filter 'DriveType=3' | ForEach-Object {
    @{ path = [string]$_.DeviceID; totalBytes = [long]$_.Size; freeBytes = [long]$_.FreeSpace }
  }
}

# Both views of the registry. Win32_Product is never asked: it would repair what it lists.
$programs = Read-Part 'programs' {
  foreach ($view in @('HKLM:\SOFTWARE\Microsoft', 'HKLM:\SOFTWARE\WOW6432Node\Microsoft')) {
    $bits = 64
    if ($view -like '*WOW6432Node*') { $bits = 32 }
    $path = $view + '\Windows\CurrentVersion\Uninstall\*'
    Get-ItemProperty -Path $path -ErrorAction SilentlyContinue | ForEach-Object {
      $name = $_.PSObject.Properties['DisplayName']
      $hidden = $_.PSObject.Properties['SystemComponent']
      $isHidden = ($null -ne $hidden) -and ($hidden.Value -eq 1)
      if (($null -ne $name) -and $name.Value -and (-not $isHidden)) {
        $number = $_.PSObject.Properties['DisplayVersion']
        $publisher = $_.PSObject.Properties['Publisher']
        $entry = @{ name = [string]$name.Value; version = ''; publisher = ''; bits = $bits }
        if ($null -ne $number) { $entry.version = [string]$number.Value }
        if ($null -ne $publisher) { $entry.publisher = [string]$publisher.Value }
        $entry
      }
    }
  }
}

# Installed updates stand in three places, and none of them has all.
$listed = Read-Part 'hotfixes' {
  Get-CimInstance -ClassName Win32_QuickFixEngineering | ForEach-Object { [string]$_.HotFixID }
}

# CurrentState 112 is "installed".
$servicing = Read-Part 'servicing' {
  $root = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages')
  foreach ($name in $root.GetSubKeyNames()) {
    if ($name -match '^Package_for_(KB\d{6,8}|RollupFix)~') {
      $key = $root.OpenSubKey($name)
      if ($null -ne $key) {
        if ($key.GetValue('CurrentState') -eq 112) { $name }
        $key.Close()
      }
    }
  }
  $root.Close()
}

# Newer builds refuse this to anybody who came over the network (0x80070005).
$history = Read-Part 'history' {
  $searcher = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher()
  $count = $searcher.GetTotalHistoryCount()
  if ($count -gt 500) { $count = 500 }
  if ($count -gt 0) {
    $searcher.QueryHistory(0, $count) | ForEach-Object {
      if ($_.Title -match 'KB\d{6,8}') {
        @{ kb = $Matches[0]; at = ConvertTo-Utc $_.Date; operation = [int]$_.Operation; result = [int]$_.ResultCode }
      }
    }
  }
}

$services = Read-Part 'services' {
  Get-CimInstance -ClassName Win32_Service | ForEach-Object {
    @{ name = [string]$_.Name; state = [string]$_.State; start = [string]$_.StartMode; title = [string]$_.DisplayName; exit = [long]$_.ExitCode }
  }
}

$listeners = Read-Part 'listeners' {
  $names = @{}
  Get-Process | ForEach-Object { $names[[string]$_.Id] = [string]$_.ProcessName }
  Get-NetTCPConnection -State Listen | ForEach-Object {
    @{ protocol = 'tcp'; address = [string]$_.LocalAddress; port = [int]$_.LocalPort; process = $names[[string]$_.OwningProcess] }
  }
  Get-NetUDPEndpoint | ForEach-Object {
    @{ protocol = 'udp'; address = [string]$_.LocalAddress; port = [int]$_.LocalPort; process = $names[[string]$_.OwningProcess] }
  }
}

# Why a restart is waited for, each with its place.
$reboot = Read-Part 'reboot' {
  $cbs = $machine + '\Component Based Servicing'
  foreach ($name in @('RebootPending', 'RebootInProgress', 'PackagesPending')) {
    if (Test-Path -LiteralPath ($cbs + '\' + $name)) { 'Servicing: ' + $name }
  }
  if (Test-Path -LiteralPath ($machine + '\WindowsUpdate\Auto Update\RebootRequired')) { 'Windows Update: RebootRequired' }
  $manager = 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager'
  foreach ($name in @('PendingFileRenameOperations', 'PendingFileRenameOperations2')) {
    if (Get-Value $manager $name) { 'Files to be renamed: ' + $name }
  }
  $volatile = Get-Value 'HKLM:\SOFTWARE\Microsoft\Updates' 'UpdateExeVolatile'
  if ($volatile) { 'An update program: UpdateExeVolatile' }
  if ($null -ne (Get-Value 'HKLM:\SYSTEM\CurrentControlSet\Services\Netlogon' 'JoinDomain')) { 'Domain: JoinDomain' }
  $active = Get-Value 'HKLM:\SYSTEM\CurrentControlSet\Control\ComputerName\ActiveComputerName' 'ComputerName'
  $wanted = Get-Value 'HKLM:\SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName' 'ComputerName'
  if ($active -ne $wanted) { 'Computer name: ' + $active + ' will be ' + $wanted }
}

$source = Read-Part 'source' {
  $policy = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'
  $used = Get-Value ($policy + '\AU') 'UseWUServer'
  if ($used -eq 1) { [string](Get-Value $policy 'WUServer') } else { 'Windows Update' }
}

$defender = Read-Part 'defender' {
  if (Get-Command -Name Get-MpComputerStatus -ErrorAction SilentlyContinue) {
    $status = Get-MpComputerStatus
    @{ signatures = [string]$status.AntivirusSignatureVersion; at = ConvertTo-Utc $status.AntivirusSignatureLastUpdated }
  }
}

$answer = @{
  form = 1
  powershell = [string]$PSVersionTable.PSVersion
  clock = ConvertTo-Utc ([datetime]::UtcNow)
  system = $system
  hardware = $hardware
  space = @($space | Where-Object { $null -ne $_ })
  programs = @($programs | Where-Object { $null -ne $_ })
  listed = @($listed | Where-Object { $null -ne $_ })
  servicing = @($servicing | Where-Object { $null -ne $_ })
  history = @($history | Where-Object { $null -ne $_ })
  services = @($services | Where-Object { $null -ne $_ })
  listeners = @($listeners | Where-Object { $null -ne $_ })
  reboot = @($reboot | Where-Object { $null -ne $_ })
  source = $source
  defender = $defender
  problems = @($problems)
}
ConvertTo-Json -InputObject $answer -Depth 6 -Compress
